package com.hypermindlabs.understudy.testkit;

import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Where tests put the data of servers: in memory where there is room for it, on the disk elsewhere.
 * A server's data is a thousand files and more; making and deleting them costs ten times as much on
 * a busy disk, and every sync of one test waits for what all the others wrote. Thread-safe.
 */
public final class ScratchFolder {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long ENOUGH_BYTES = 2L << 30;
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

  private ScratchFolder() {}

  /**
   * Makes a new folder, which whoever asks for it deletes.
   *
   * @param prefix how its name begins
   * @throws UncheckedIOException when it cannot be made
   */
  public static Path create(String prefix) {
    try {
      return Files.createTempDirectory(parent(), prefix);
    } catch (IOException e) {
      throw new UncheckedIOException("make a scratch folder", e);
    }
  }

  /** The same, which the account that runs the servers can reach: another one than root. */
  public static Path forServers(String prefix) {
    Path folder = create(prefix);
    try {
      String rights = Account.isRoot() ? "rwxr-xr-x" : "rwx------";
      return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(rights));
    } catch (IOException e) {
      throw new UncheckedIOException("open " + folder + " to servers", e);
    }
  }

  /**
   * Makes a new folder on a disk, for what is measured and has to be as durable as in use: in the
   * temporary folder, or where that is in memory, in {@code /var/tmp} or the home folder.
   *
   * @throws UncheckedIOException when it cannot be made, or none of the three is on a disk
   */
  public static Path onDisk(String prefix) {
    try {
      for (String place : List.of(temporary(), "/var/tmp", System.getProperty("user.home"))) {
        Path parent = Path.of(place);
        if (Files.isWritable(parent) && !IN_MEMORY.contains(Files.getFileStore(parent).type())) {
          return Files.createTempDirectory(parent, prefix);
        }
      }
      throw new NoSuchFileException(temporary(), null, "it, /var/tmp and the home are in memory");
    } catch (IOException e) {
      throw new UncheckedIOException("make a folder on a disk", e);
    }
  }

  /** Deletes a folder when the JVM ends, and answers it. */
  static Path untilExit(Path folder) {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> delete(folder), folder.getFileName() + "-discard"));
    return folder;
  }

  private static void delete(Path folder) {
    try {
      Trees.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("delete " + folder, e);
    }
  }

  private static Path parent() throws IOException {
    boolean roomy =
        Files.isDirectory(MEMORY)
            && Files.isWritable(MEMORY)
            && Files.getFileStore(MEMORY).getUsableSpace() > ENOUGH_BYTES;
    return roomy ? MEMORY : Path.of(temporary());
  }

  private static String temporary() {
    return System.getProperty("java.io.tmpdir");
  }
}
