package com.hypermindlabs.understudy.assistant.edit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.digest.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The note that several files are about to move into place. From the moment it is there they all
 * move: a process that is killed between two of them is followed by one that finds the note and
 * moves the rest. Holds paths and digests, no content. Any number of processes may follow it.
 */
final class MoveNote {
  private static final String ENDING = ".understudy-unfinished";
  private static final ObjectMapper JSON = new ObjectMapper();

  private MoveNote() {}

  /**
   * A file that waits.
   *
   * @param file what waits
   * @param was the digest of what it takes the place of; null where there was nothing
   */
  record Move(PrivateFile file, @Nullable String was) {}

  /** Where the note about a settings file and those written with it stands. */
  static Path of(Path settings) {
    return PrivateFile.folder(settings).resolve("." + settings.getFileName() + ENDING);
  }

  /** Makes the note, durably. */
  static void write(Path note, List<Move> moves) throws IOException {
    ArrayNode root = JSON.createArrayNode();
    for (Move move : moves) {
      ObjectNode entry = root.addObject();
      entry.put("beside", move.file().waitsAt().toAbsolutePath().toString());
      entry.put("place", move.file().place().toAbsolutePath().toString());
      entry.put("was", move.was());
      entry.put("becomes", digestOf(move.file().waitsAt()));
    }
    PrivateFile.beside(note, JSON.writeValueAsBytes(root), null).appear();
  }

  /**
   * Moves what still waits, in the order of the note, and removes the note. What is not any more
   * what it was when the note was made is somebody else's work and stays.
   *
   * @param moved told of the note, then of each place that was filled
   * @return the files that stay for that reason
   */
  static List<Path> follow(Path note, Consumer<Path> moved) throws IOException {
    List<Path> changed = new ArrayList<>();
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(note));
    } catch (NoSuchFileException e) {
      return changed;
    }
    moved.accept(note);
    for (JsonNode entry : root) {
      Path place = Path.of(entry.path("place").asText());
      String becomes = entry.path("becomes").asText();
      PrivateFile waiting = PrivateFile.waiting(place, Path.of(entry.path("beside").asText()));
      String now = digestOf(place);
      if (becomes.equals(now)) {
        waiting.discard();
      } else if (Objects.equals(now, entry.path("was").textValue())) {
        move(waiting, becomes);
        moved.accept(place);
      } else {
        changed.add(place);
        waiting.discard();
      }
    }
    Files.deleteIfExists(note);
    return changed;
  }

  private static void move(PrivateFile waiting, String becomes) throws IOException {
    try {
      waiting.appear();
    } catch (NoSuchFileException e) {
      // Another process followed the note at the same time.
      if (!becomes.equals(digestOf(waiting.place()))) {
        throw e;
      }
    }
  }

  /** Of a file's bytes; null where there is none. */
  static @Nullable String digestOf(Path file) throws IOException {
    try {
      return Sha256.hex(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
