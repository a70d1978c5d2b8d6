package com.hypermindlabs.understudy.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor time that a server has used, as the kernel counts it. */
final class ServerCpu {
  private static final Path PROC = Path.of("/proc");
  private static final double TICKS_A_SECOND = 100;
  // Behind the name in brackets, which may hold blanks: state, parent, and from the 12th the times.
  private static final int PARENT = 1;
  private static final int TIME = 11;
  private static final int TIME_OF_ENDED = 13;

  private ServerCpu() {}

  /**
   * Seconds since the server was started: of its postmaster, of the processes that this one has,
   * and of those that have ended.
   */
  static double seconds(long postmaster) {
    long ticks = 0;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        String[] fields = fields(process);
        if (fields.length > TIME_OF_ENDED && Long.parseLong(fields[PARENT]) == postmaster) {
          ticks += pair(fields, TIME);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("read the processes of this machine", e);
    }
    // Last, so that the time of a child that has just ended is not missed.
    String[] own = fields(PROC.resolve(Long.toString(postmaster)));
    if (own.length <= TIME_OF_ENDED) {
      throw new IllegalStateException("the server with the process " + postmaster + " is gone");
    }
    return (ticks + pair(own, TIME) + pair(own, TIME_OF_ENDED)) / TICKS_A_SECOND;
  }

  /** In user mode and in the kernel. */
  private static long pair(String[] fields, int at) {
    return Long.parseLong(fields[at]) + Long.parseLong(fields[at + 1]);
  }

  /** Empty when the process is gone. */
  private static String[] fields(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    } catch (IOException e) {
      return new String[0];
    }
  }
}
