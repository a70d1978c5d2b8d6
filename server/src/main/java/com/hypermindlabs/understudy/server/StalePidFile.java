package com.hypermindlabs.understudy.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Pid files that keep PostgreSQL from starting although no server runs:
 *
 * <ul>
 *   <li>one whose process is a zombie. Where nobody reaps orphans (a container whose first process
 *       is no init) a dead postmaster stays, and PostgreSQL takes it for a living one;
 *   <li>one whose process is another program's by now, as after a restart of the machine, which
 *       PostgreSQL takes for a server too when it runs under the same account;
 *   <li>one without a complete text. A server makes the file and writes it in two steps; killed in
 *       between it leaves an empty one, which PostgreSQL refuses for good.
 * </ul>
 *
 * That no backend is left either is still checked by PostgreSQL, by the directory's shared memory.
 */
record StalePidFile(Path data) {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(3);

  /** Removes such a file; waits a moment where it may belong to a server that is just starting. */
  void remove() {
    Path file = data.resolve(PostmasterFile.NAME);
    try {
      Optional<PostmasterFile> postmaster = PostmasterFile.of(data);
      if (postmaster.isPresent()) {
        if (postmaster.get().dead(data)) {
          Files.deleteIfExists(file);
        }
        return;
      }
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (Files.exists(file) && PostmasterFile.of(data).isEmpty()) {
        if (System.nanoTime() > deadline && !inhabited()) {
          Files.deleteIfExists(file);
          return;
        }
        LockSupport.parkNanos(LOOK.toNanos());
      }
    } catch (IOException e) {
      throw new ServerException(
          "remove the " + PostmasterFile.NAME + " of a dead server: " + e,
          "check the rights of " + data,
          e);
    }
  }

  /** Whether any process works in the directory; on a system without /proc nobody is seen. */
  private boolean inhabited() throws IOException {
    Path proc = Path.of("/proc");
    if (!Files.isDirectory(proc.resolve("self"))) {
      return false;
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        if (livesHere(process)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean livesHere(Path process) {
    try {
      return Files.isSameFile(process.resolve("cwd"), data);
    } catch (IOException e) {
      return false;
    }
  }
}
