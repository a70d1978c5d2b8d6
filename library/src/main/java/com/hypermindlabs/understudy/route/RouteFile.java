package com.hypermindlabs.understudy.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.config.FileCause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code route.json}: written to a scratch file, fsynced, renamed, the folder fsynced. A record is
 * never replaced by one of an earlier epoch, so that a process that was stopped in the middle and
 * wakes late cannot take the site back.
 *
 * <p>Thread-safe. Among processes two writers of one epoch write the same.
 */
public final class RouteFile {
  private static final Logger LOG = LoggerFactory.getLogger(RouteFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  /** The file is there and makes no sense. */
  private static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(Path file, Exception cause) {
      super(file + " is not a route record: " + inWords(cause), cause);
    }

    private static String inWords(Exception cause) {
      return cause instanceof IOException unread
          ? FileCause.inWords(unread)
          : "a field is missing or makes no sense";
    }
  }

  /** That of a site. */
  public static RouteFile in(Path stateDirectory) {
    return new RouteFile(stateDirectory.resolve(StateDirectory.RECORD));
  }

  /** For the file of that path, which need not exist. */
  public RouteFile(Path file) {
    this.file = file;
  }

  /**
   * Reads the record; empty when there is none yet.
   *
   * @throws IOException when the file is there and cannot be understood
   */
  public Optional<RouteRecord> read() throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(bytes);
      @Nullable JsonNode intent = node.get("intent");
      return Optional.of(
          new RouteRecord(
              node.required("epoch").longValue(),
              mode(node),
              Instant.parse(node.required("since").textValue()),
              node.required("reason").textValue(),
              node.path("ordered").asBoolean(),
              intent == null || intent.isNull() ? null : intent(intent)));
    } catch (JsonProcessingException
        | IllegalArgumentException
        | DateTimeParseException
        | NullPointerException e) {
      throw new DamagedException(file, e);
    }
  }

  private static Mode mode(JsonNode node) {
    return Mode.valueOf(node.required("mode").textValue().toUpperCase(Locale.ROOT));
  }

  private static RouteRecord.Intent intent(JsonNode node) {
    return new RouteRecord.Intent(
        node.required("epoch").longValue(),
        mode(node),
        Instant.parse(node.required("since").textValue()),
        node.required("reason").textValue(),
        node.path("ordered").asBoolean());
  }

  /**
   * Writes a record durably, unless a later epoch stands there. A damaged file is kept beside it,
   * as {@code route.json.damaged}.
   */
  public synchronized void write(RouteRecord record) throws IOException {
    Optional<RouteRecord> standing = standing();
    if (standing.isPresent() && standing.get().epoch() > record.epoch()) {
      return;
    }
    Path scratch = Files.createTempFile(file.getParent(), "route", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(scratch, StandardOpenOption.WRITE)) {
        ByteBuffer bytes =
            ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node(record)));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(scratch, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  /** The damaged file stays in place until the new one is there: nobody may find none meanwhile. */
  private Optional<RouteRecord> standing() throws IOException {
    try {
      return read();
    } catch (DamagedException e) {
      Path aside = file.resolveSibling(file.getFileName() + ".damaged");
      Files.copy(file, aside, StandardCopyOption.REPLACE_EXISTING);
      LOG.warn("{}; it is written anew, the damaged one is kept as {}", e.getMessage(), aside);
      return Optional.empty();
    }
  }

  private static ObjectNode node(RouteRecord record) {
    ObjectNode node = fields(record.epoch(), record.mode(), record.since(), record.reason());
    node.put("ordered", record.ordered());
    RouteRecord.@Nullable Intent intent = record.intent();
    if (intent != null) {
      node.set(
          "intent",
          fields(intent.epoch(), intent.mode(), intent.since(), intent.reason())
              .put("ordered", intent.ordered()));
    }
    return node;
  }

  private static ObjectNode fields(long epoch, Mode mode, Instant since, String reason) {
    ObjectNode node = JSON.createObjectNode();
    node.put("epoch", epoch);
    node.put("mode", mode.json());
    node.put("since", since.toString());
    node.put("reason", reason);
    return node;
  }
}
