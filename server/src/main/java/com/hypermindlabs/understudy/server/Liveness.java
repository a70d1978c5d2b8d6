package com.hypermindlabs.understudy.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether a process still runs, paused or not. One that has ended and whose parent never asks how
 * is a zombie, which the JDK and PostgreSQL take for alive; here it is not. In a container whose
 * first process is no init, every orphan becomes one for good.
 */
public final class Liveness {
  private static final Duration LOOK = Duration.ofMillis(1);

  private Liveness() {}

  /** Whether it runs. */
  public static boolean of(ProcessHandle process) {
    return process.isAlive() && !zombie(process.pid());
  }

  /** Waits for its end; false when it still runs after the timeout. */
  public static boolean awaitEnd(ProcessHandle process, Duration timeout) {
    // The JDK's own wait looks at processes that are not our children every 300 ms only.
    long begun = System.nanoTime();
    while (of(process)) {
      if (System.nanoTime() - begun > timeout.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return true;
  }

  private static boolean zombie(long pid) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      return stat.startsWith(") Z", stat.lastIndexOf(')'));
    } catch (IOException e) {
      return false;
    }
  }
}
