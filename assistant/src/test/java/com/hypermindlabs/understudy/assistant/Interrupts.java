package com.hypermindlabs.understudy.assistant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a test can send SIGINT to what it starts. */
public final class Interrupts {
  private static final int SIGINT_BIT = 1 << 1;

  private Interrupts() {}

  /** A build that runs in the background ignores SIGINT, and all that it starts inherits that. */
  public static boolean ignored() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & SIGINT_BIT) != 0);
  }
}
