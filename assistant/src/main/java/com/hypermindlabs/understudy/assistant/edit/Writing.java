package com.hypermindlabs.understudy.assistant.edit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes settings files. Everything is written beside its place and made durable first; then each
 * file is looked at once more, and all move into place at once. Whatever happens, a file is what it
 * was, or what it was to become. A link stays one: what it leads to is replaced.
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
    List<PrivateFile> waiting = new ArrayList<>();
    List<Written> written = new ArrayList<>();
    try {
      for (FileEdit edit : edits) {
        check(edit);
        written.add(prepare(edit, waiting));
      }
      for (FileEdit edit : edits) {
        check(edit);
      }
      for (PrivateFile file : waiting) {
        file.appear();
      }
      return written;
    } catch (IOException e) {
      throw new EditException(
          "write the settings: " + e, "check the folder, its rights and the free space", e);
    } finally {
      waiting.forEach(Writing::discard);
    }
  }

  /** Writes a file of mode 0600 that is not one of the settings, in one step. */
  public static void whole(Path path, byte[] content) throws IOException {
    PrivateFile.beside(path, content, null).appear();
  }

  private static Written prepare(FileEdit edit, List<PrivateFile> waiting) throws IOException {
    SettingsFile file = edit.file();
    if (!file.existed()) {
      Path folder = PrivateFile.folder(file.path());
      if (!Files.isDirectory(folder)) {
        throw new EditException(
            "write " + file.path() + ": the folder " + folder + " does not exist", "make it first");
      }
      waiting.add(PrivateFile.beside(file.path(), file.encoded(edit.text()), null));
      return new Written(file.path(), null);
    }
    Path real = file.path().toRealPath();
    Path backup = real.resolveSibling(real.getFileName() + BACKUP);
    PrivateFile old = PrivateFile.beside(backup, file.bytes(), real);
    waiting.add(old);
    waiting.add(PrivateFile.beside(real, file.encoded(edit.text()), real));
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
      throw new EditException("remove a file that was not needed: " + e, "remove it", e);
    }
  }
}
