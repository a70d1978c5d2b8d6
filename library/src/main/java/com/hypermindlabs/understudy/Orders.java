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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an operator's order reaches the process that leads the site, and its answer the one that
 * asked: small files in the state directory, each moved into its place whole. An order outlives the
 * process that took it up, so the next leader goes on with it; but one that nobody waits for any
 * more is not taken up, however much later a leader comes by. Whether an order is taken or
 * withdrawn is decided by one rename of its file. Thread-safe, also among processes.
 */
final class Orders {
  private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ORDER = ".order";
  private static final String ANSWER = ".answer";
  private static final String TAKEN = ".taken";

  private final Path folder;
  private final Set<String> atWork = ConcurrentHashMap.newKeySet();

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
    OrderGiver.begin(folder, order.id());
    put(order.id() + ORDER, node);
    return order;
  }

  /**
   * The oldest order that nobody has answered, and somebody waits for or this leader is at work on.
   */
  Optional<Order> next() {
    return standing().findFirst();
  }

  /** The same, of those of a kind. */
  Optional<Order> next(Kind kind) {
    return standing().filter(order -> order.kind() == kind).findFirst();
  }

  private Stream<Order> standing() {
    return ids().stream().filter(this::stands).map(this::read).flatMap(Optional::stream);
  }

  private boolean stands(String id) {
    if (atWork.contains(id) || OrderGiver.waits(folder, id)) {
      return true;
    }
    if (delete(id, ORDER, TAKEN)) {
      LOG.warn("the order {} is not carried out: whoever gave it waits for it no longer", id);
    }
    boolean unused = delete(id, ANSWER, OrderGiver.FILE);
    return false;
  }

  /**
   * The leader takes an order up: from now on it is not withdrawn, and its giver may wait for
   * longer.
   *
   * @return whether it stands still
   */
  boolean take(Order order) {
    if (!atWork.contains(order.id()) && (move(order) || taken(order))) {
      atWork.add(order.id());
    }
    return atWork.contains(order.id());
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
    if (OrderGiver.waits(folder, order.id())) {
      put(order.id() + ANSWER, node);
    }
    boolean unused = delete(order.id(), ORDER, TAKEN);
    atWork.remove(order.id());
  }

  /** The answer to an order, if there is one; it is taken away. */
  Optional<Answer> answerTo(Order order) {
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(folder.resolve(order.id() + ANSWER)));
      boolean unused = delete(order.id(), ANSWER);
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

  /**
   * Takes an order back.
   *
   * @return false when a leader has taken it up, or answered it
   */
  boolean withdraw(Order order) {
    return delete(order.id(), ORDER);
  }

  /** Nobody waits for an order any more: it is taken back, if no leader has taken it up. */
  void leave(Order order) {
    boolean unused = delete(order.id(), ORDER, ANSWER);
    OrderGiver.end(folder, order.id());
  }

  /** The file as the leader that has taken it up keeps it, else as it was given. */
  private Optional<Order> read(String id) {
    Optional<Order> taken = read(id, TAKEN);
    return taken.isPresent() ? taken : read(id, ORDER);
  }

  private Optional<Order> read(String id, String end) {
    String name = id + end;
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(folder.resolve(name)));
      return Optional.of(
          new Order(
              id,
              Kind.valueOf(node.path("kind").asText().toUpperCase(Locale.ROOT)),
              node.path("reason").asText(),
              node.path("confirmed").asBoolean()));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // answered, taken up or withdrawn
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("the order {} is none and is thrown away: {}", name, e.getMessage());
      boolean unused = delete(id, end);
      return Optional.empty();
    }
  }

  /** Of all that anything is known of, the oldest first. */
  private SortedSet<String> ids() {
    SortedSet<String> ids = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(folder, "*.{order,taken,answer,giver}")) {
        found.forEach(file -> ids.add(file.getFileName().toString().replaceFirst("\\..*", "")));
      } catch (IOException e) {
        LOG.warn("orders cannot be read: {}", e.toString());
      }
    }
    return ids;
  }

  private boolean move(Order order) {
    try {
      Files.move(
          folder.resolve(order.id() + ORDER),
          folder.resolve(order.id() + TAKEN),
          StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("take up an order in " + folder, e);
    }
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

  /** Answers whether any of an order's files was there. */
  private boolean delete(String id, String... ends) {
    boolean any = false;
    for (String end : ends) {
      try {
        any |= Files.deleteIfExists(folder.resolve(id + end));
      } catch (IOException e) {
        LOG.warn("{} cannot be deleted: {}", id + end, e.toString());
      }
    }
    return any;
  }
}
