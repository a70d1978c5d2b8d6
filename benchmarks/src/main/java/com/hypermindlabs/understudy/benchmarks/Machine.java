package com.hypermindlabs.understudy.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What the figures were measured on. */
final class Machine {
  private Machine() {}

  /** One line of it: cores, processor, kernel, JVM, load. */
  static String line() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.availableProcessors()
        + " cores ("
        + processor()
        + "), "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + ", "
        + System.getProperty("java.vm.name")
        + " "
        + System.getProperty("java.version")
        + ", PostgreSQL 18.4 where nothing else is said; "
        + LocalDate.now(ZoneOffset.UTC)
        + ", load average at the end "
        + load();
  }

  /** Of the last minute. */
  private static String load() {
    String text = read("/proc/loadavg");
    int end = text.indexOf(' ');
    return end < 0 ? text : text.substring(0, end);
  }

  private static String processor() {
    return read("/proc/cpuinfo")
        .lines()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return "unknown";
    }
  }
}
