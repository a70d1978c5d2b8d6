package com.hypermindlabs.understudy.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The lines that a process writes to one stream, read by a thread of their own. Thread-safe. */
final class OutputLines {
  private static final int SHOWN = 60;
  private static final long PATIENCE_MILLIS = 5_000;

  private final List<String> lines = new ArrayList<>();
  private final Thread reader;
  private boolean ended;

  OutputLines(InputStream stream, String name) {
    reader = new Thread(() -> read(stream), name);
    reader.setDaemon(true);
    reader.start();
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** The first line that fits; empty when none comes in time or the stream ends. */
  synchronized Optional<String> await(Predicate<String> wanted, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    int seen = 0;
    while (true) {
      for (; seen < lines.size(); seen++) {
        if (wanted.test(lines.get(seen))) {
          return Optional.of(lines.get(seen));
        }
      }
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (ended || millis <= 0) {
        return Optional.empty();
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
  }

  /** Waits until everything is read; a grandchild may hold the stream open, so not for ever. */
  void awaitEnd() throws InterruptedException {
    reader.join(PATIENCE_MILLIS);
  }

  synchronized String tail() {
    if (lines.isEmpty()) {
      return "(nothing)";
    }
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()));
  }

  private void read(InputStream stream) {
    try (BufferedReader reading =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reading.readLine(); line != null; line = reading.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("(the stream broke: " + e.getMessage() + ")");
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }
}
