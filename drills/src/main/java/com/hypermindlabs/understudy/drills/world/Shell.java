package com.hypermindlabs.understudy.drills.world;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands of the operating system, which throw when they fail. */
final class Shell {
  private static final long PATIENCE_SECONDS = 60;

  private Shell() {}

  /** Runs a command with a text on its standard input; answers what it printed. */
  static String run(String input, String... words) {
    String command = String.join(" ", words);
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(command + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new IllegalStateException(command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(command, e);
    }
  }

  /** The same without an input. */
  static String run(List<String> words) {
    return run("", words.toArray(String[]::new));
  }
}
