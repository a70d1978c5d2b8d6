package com.hypermindlabs.understudy.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Whether a process still runs, paused or not. One that has ended and whose parent never asks how
 * is a zombie, which the JDK and PostgreSQL take for alive; here it is not. In a container whose
 * first process is no init, every orphan becomes one for good.
 */
public final class Liveness {
  private static final Duration LOOK = Duration.ofMillis(1);

  /** No letter of the system's: there is none to read. */
  private static final char GONE = '-';

  private Liveness() {}

  /** Whether it runs. */
  public static boolean of(ProcessHandle process) {
    return process.isAlive() && state(folder(process)) != 'Z';
  }

  /** Waits for its end; false when it still runs after the timeout. */
  public static boolean awaitEnd(ProcessHandle process, Duration timeout) {
    // The JDK's own wait looks at processes that are not our children every 300 ms only.
    return await(() -> !of(process), timeout);
  }

  /**
   * Waits until none of its threads runs, as after a signal that stops it: that is sent to one of
   * them, and on a busy machine the others run on until that one has had its turn.
   *
   * @return false when one still runs after the timeout; true at once on a system without /proc
   */
  public static boolean awaitStop(ProcessHandle process, Duration timeout) {
    Path threads = folder(process).resolve("task");
    return await(() -> !anyRuns(threads), timeout);
  }

  private static boolean await(BooleanSupplier done, Duration timeout) {
    long begun = System.nanoTime();
    while (!done.getAsBoolean()) {
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
        // Neither stopped, nor at its end, nor gone.
        if (("TtZX" + GONE).indexOf(state(thread)) < 0) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      // The process is gone, or the system has no such listing.
      return false;
    }
  }

  private static Path folder(ProcessHandle process) {
    return Path.of("/proc", Long.toString(process.pid()));
  }

  /** The letter that proc(5) gives for a process or a thread. */
  private static char state(Path folder) {
    try {
      String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
      int name = stat.lastIndexOf(") ");
      return name < 0 ? GONE : stat.charAt(name + 2);
    } catch (IOException e) {
      return GONE;
    }
  }
}
