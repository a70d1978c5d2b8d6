package com.hypermindlabs.understudy.assistant.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What the owner was told last, in the state directory: it belongs to the site, and is to be known
 * while no database serves. One thread's.
 */
final class NoticeBook {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  NoticeBook(Path stateDirectory) {
    this.file = stateDirectory.resolve("telegram-owner.json");
  }

  /**
   * What was told.
   *
   * @param epoch of the change of mode
   * @param mode that it led to
   * @param returned the epoch of the last return that was accounted for; -1 for none
   */
  record Told(long epoch, String mode, long returned) {}

  /** Empty when nothing was ever told, or the file is damaged. */
  Optional<Told> read() throws IOException {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      return root == null || !root.path("epoch").isIntegralNumber()
          ? Optional.empty()
          : Optional.of(
              new Told(
                  root.path("epoch").asLong(),
                  root.path("mode").asText(),
                  root.path("returned").asLong(-1)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Durable on return. */
  void write(Told told) throws IOException {
    byte[] bytes =
        JSON.writeValueAsBytes(
            JSON.createObjectNode()
                .put("epoch", told.epoch())
                .put("mode", told.mode())
                .put("returned", told.returned()));
    Path scratch = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            scratch,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(scratch, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
