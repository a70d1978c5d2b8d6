package com.hypermindlabs.understudy.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of a process, as Linux tells of them. A signal that stops a process is sent to one of
 * them, and on a busy machine the others run on until that one has had its turn.
 */
final class Threads {
  private static final Duration LOOK = Duration.ofMillis(1);

  private Threads() {}

  /** Waits until none of them runs any more; true at once where there is no such listing. */
  static boolean awaitStop(long pid, Duration timeout) {
    long begun = System.nanoTime();
    while (anyRuns(Path.of("/proc", Long.toString(pid), "task"))) {
      if (System.nanoTime() - begun > timeout.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return true;
  }

  private static boolean anyRuns(Path threads) {
    try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
      for (Path thread : each) {
        if (runs(thread)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      // The process is gone, or the system has no such listing.
      return false;
    }
  }

  /** Neither stopped nor at its end. */
  private static boolean runs(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
      return "TtZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
    } catch (IOException e) {
      return false;
    }
  }
}
