package com.hypermindlabs.understudy.drills.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that the drill runs on. */
final class Machine {
  private static final double MANY = 4;

  private Machine() {}

  /**
   * Whether so many others want its processors that being late says nothing: more than four times
   * as many as there are.
   */
  static boolean starved() {
    try {
      String load = Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
      return Double.parseDouble(load) > MANY * Runtime.getRuntime().availableProcessors();
    } catch (IOException e) {
      return false; // not Linux: then it is taken at its word
    }
  }
}
