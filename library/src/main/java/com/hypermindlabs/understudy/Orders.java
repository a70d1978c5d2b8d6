package com.hypermindlabs.understudy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an operator's order reaches the process that leads the site, and its answer the one that
 * asked: small files in the state directory, each moved into its place whole. An order outlives the
 * process that took it up, so the next leader goes on with it. Thread-safe, also among processes.
 */
final class Orders {
  private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORDER = ".order";
  private static final String ANSWER = ".answer";
  private static final String TAKEN = ".taken";

  private final Path folder;

  /** For a site's state directory; makes nothing yet. */
  Orders(Path stateDirectory) {
    this.folder = stateDirectory.resolve("orders");
  }

  /** What is ordered. */
  enum Kind {
    FAILOVER,
    RETURN
  }

  /**
   * An order.
   *
   * @param id its own
   * @param reason in the operator's words
   * @param confirmed whether a primary that is not the old one is meant all the same
   */
  record Order(String id, Kind kind, String reason, boolean confirmed) {}

  /**
   * What became of one.
   *
   * @param done whether it was carried out
   * @param message what happened, or why not
   * @param hint what to do about it; empty when done
   */
  record Answer(boolean done, String message, String hint) {}

  /** Gives an order; answers with it. */
  Order give(Kind kind, String reason, boolean confirmed) {
    Order order =
        new Order(
            String.format(Locale.ROOT, "%016x-%s", System.currentTimeMillis(), UUID.randomUUID()),
            kind,
            reason,
            confirmed);
    ObjectNode node = JSON.createObjectNode();
    node.put("kind", kind.name().toLowerCase(Locale.ROOT));
    node.put("reason", reason);
    node.put("confirmed", confirmed);
    put(order.id() + ORDER, node);
    return order;
  }

  /** The oldest order that nobody has answered. */
  Optional<Order> next() {
    return files(ORDER).stream().map(this::read).flatMap(Optional::stream).findFirst();
  }

  /** The leader is at work on an order: its giver may wait for longer. */
  void take(Order order) {
    put(order.id() + TAKEN, JSON.createObjectNode());
  }

  /** Whether the leader is at work on it. */
  boolean taken(Order order) {
    return Files.exists(folder.resolve(order.id() + TAKEN));
  }

  /** Answers an order, which is done with then. */
  void answer(Order order, Answer answer) {
    ObjectNode node = JSON.createObjectNode();
    node.put("done", answer.done());
    node.put("message", answer.message());
    node.put("hint", answer.hint());
    put(order.id() + ANSWER, node);
    delete(order.id() + ORDER);
    delete(order.id() + TAKEN);
  }

  /** The answer to an order, if there is one; it is taken away. */
  Optional<Answer> answerTo(Order order) {
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(folder.resolve(order.id() + ANSWER)));
      delete(order.id() + ANSWER);
      return Optional.of(
          new Answer(
              node.path("done").asBoolean(),
              node.path("message").asText(),
              node.path("hint").asText()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("read an answer in " + folder, e);
    }
  }

  /** Takes an order back, if nobody has taken it up. */
  void withdraw(Order order) {
    delete(order.id() + ORDER);
    delete(order.id() + TAKEN);
  }

  private Optional<Order> read(String name) {
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(folder.resolve(name)));
      return Optional.of(
          new Order(
              name.substring(0, name.length() - ORDER.length()),
              Kind.valueOf(node.path("kind").asText().toUpperCase(Locale.ROOT)),
              node.path("reason").asText(),
              node.path("confirmed").asBoolean()));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // answered meanwhile
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("the order {} is none and is thrown away: {}", name, e.getMessage());
      delete(name);
      return Optional.empty();
    }
  }

  private List<String> files(String end) {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + end)) {
        found.forEach(file -> names.add(file.getFileName().toString()));
      } catch (IOException e) {
        LOG.warn("orders cannot be read: {}", e.toString());
      }
    }
    Collections.sort(names);
    return names;
  }

  private void put(String name, ObjectNode node) {
    try {
      Files.createDirectories(folder);
      Path scratch = Files.createTempFile(folder, "order", ".tmp");
      Files.write(scratch, JSON.writeValueAsBytes(node));
      Files.move(scratch, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("write " + name + " in " + folder, e);
    }
  }

  private void delete(String name) {
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted: {}", name, e.toString());
    }
  }
}
