package com.hypermindlabs.understudy.assistant.edit;

import com.hypermindlabs.understudy.assistant.digest.Sha256;
import com.hypermindlabs.understudy.config.FileCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes settings files. Everything is written beside its place and made durable first; then each
 * file is looked at once more, a note of what is to move is made, and all move into place. Killed
 * before the note, a writer has changed nothing; killed after it, the next program that is started
 * moves the rest ({@link #finish}). A link stays one: what it leads to is replaced.
 */
public final class Writing {
  /** What the backup of a file adds to its name. */
  public static final String BACKUP = ".bak";

  /**
   * A file that was written.
   *
   * @param path as it was named
   * @param backup the file as it was; null where there was none
   */
  public record Written(Path path, @Nullable Path backup) {}

  private Writing() {}

  /**
   * Writes all edits, or none when one of the files is not any more what was read.
   *
   * @throws EditException when that is so, or when a file cannot be written; then the files are as
   *     they were, unless the message says which were written
   */
  public static List<Written> all(List<FileEdit> edits) {
    return all(edits, move -> {});
  }

  /** The same; a test is told of each move, that of the note being the first. */
  static List<Written> all(List<FileEdit> edits, Consumer<Path> moved) {
    List<MoveNote.Move> waiting = new ArrayList<>();
    List<Written> written = new ArrayList<>();
    try {
      // What another one had begun counts as a change by somebody else.
      var unused = finish(edits.stream().map(edit -> edit.file().path()).toList());
      for (FileEdit edit : edits) {
        check(edit);
        written.add(prepare(edit, waiting));
      }
      for (FileEdit edit : edits) {
        check(edit);
      }
      if (!waiting.isEmpty()) {
        Path note = MoveNote.of(edits.get(0).file().path());
        MoveNote.write(note, waiting);
        List<Path> changed = MoveNote.follow(note, moved);
        if (!changed.isEmpty()) {
          throw new EditException(
              "write " + names(changed) + ": changed in the very moment by somebody else",
              "what else there was to write is written; run setup again");
        }
      }
      return written;
    } catch (IOException e) {
      throw new EditException(
          "write the settings: " + FileCause.withPath(e),
          "check the folder, its rights and the free space",
          e);
    } finally {
      waiting.forEach(move -> discard(move.file()));
    }
  }

  /**
   * Completes what a writer of these files that was killed had begun; to be called before they are
   * read. Does nothing, at the price of looking for a file, where none was.
   *
   * @return the files that somebody has changed since and that are as they left them
   * @throws EditException when it cannot be completed
   */
  public static List<Path> finish(List<Path> settings) {
    List<Path> changed = new ArrayList<>();
    for (Path file : settings) {
      Path note = MoveNote.of(file);
      try {
        changed.addAll(MoveNote.follow(note, move -> {}));
      } catch (IOException e) {
        throw new EditException(
            "complete the writing of settings that was begun before "
                + note
                + ": "
                + FileCause.withPath(e),
            "run any command as the user who ran setup, or remove that file",
            e);
      }
    }
    return changed;
  }

  private static String names(List<Path> files) {
    return files.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  /** Writes a file of mode 0600 that is not one of the settings, in one step. */
  public static void whole(Path path, byte[] content) throws IOException {
    PrivateFile.beside(path, content, null).appear();
  }

  private static Written prepare(FileEdit edit, List<MoveNote.Move> waiting) throws IOException {
    SettingsFile file = edit.file();
    if (!file.existed()) {
      Path folder = PrivateFile.folder(file.path());
      if (!Files.isDirectory(folder)) {
        throw new EditException(
            "write " + file.path() + ": the folder " + folder + " does not exist", "make it first");
      }
      PrivateFile first = PrivateFile.beside(file.path(), file.encoded(edit.text()), null);
      waiting.add(new MoveNote.Move(first, null));
      return new Written(file.path(), null);
    }
    Path real = file.path().toRealPath();
    Path backup = real.resolveSibling(real.getFileName() + BACKUP);
    waiting.add(
        new MoveNote.Move(
            PrivateFile.beside(backup, file.bytes(), real), MoveNote.digestOf(backup)));
    waiting.add(
        new MoveNote.Move(
            PrivateFile.beside(real, file.encoded(edit.text()), real), Sha256.hex(file.bytes())));
    return new Written(file.path(), backup);
  }

  private static void check(FileEdit edit) throws IOException {
    if (!edit.file().unchanged()) {
      throw new EditException(
          "write " + edit.file().path() + ": it was changed meanwhile by somebody else",
          "nothing was written; run setup again, which starts from the file as it is now");
    }
  }

  private static void discard(PrivateFile file) {
    try {
      file.discard();
    } catch (IOException e) {
      throw new EditException(
          "remove a file that was not needed: " + FileCause.withPath(e), "remove it", e);
    }
  }
}
