package com.hypermindlabs.understudy.drills;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hypermindlabs.understudy.drills.world.Lane;
import com.hypermindlabs.understudy.drills.world.Namespace;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that plays schedules, in namespaces of its own where there can be some: what it leaves
 * behind goes with it then, whatever ends it. One thread at a time.
 */
final class LaneProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path log;
  private final BufferedWriter seeds;
  private final BufferedReader results;

  private LaneProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.seeds = process.outputWriter(StandardCharsets.UTF_8);
    this.results = process.inputReader(StandardCharsets.UTF_8);
  }

  static LaneProcess start(boolean namespaces, @Nullable String sabotage, @Nullable Path keep)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // Its warnings belong to the log: a line of standard output is a result.
    words.addAll(List.of("-Xlog:disable", "-Xlog:all=warning:stderr", "-cp"));
    words.add(System.getProperty("java.class.path"));
    words.add(Lane.class.getName());
    words.add(sabotage == null ? "" : sabotage);
    words.add(keep == null ? "" : keep.toAbsolutePath().toString());
    Path log = Files.createTempFile("understudy-drill-", ".log");
    ProcessBuilder builder = new ProcessBuilder(namespaces ? Namespace.wrapped(words) : words);
    builder.redirectError(log.toFile());
    if (namespaces) {
      builder.environment().put(Namespace.VARIABLE, "yes");
    }
    return new LaneProcess(builder.start(), log);
  }

  /** Plays the schedule of a seed; waits for what comes of it. */
  JsonNode play(long seed) throws IOException {
    seeds.write(seed + "\n");
    seeds.flush();
    String result = results.readLine();
    if (result == null) {
      throw new IOException("a lane of the drill ended: " + Files.readString(log));
    }
    try {
      return JSON.readTree(result);
    } catch (JsonProcessingException e) {
      throw new IOException("a lane of the drill printed no result: " + result, e);
    }
  }

  /** Ends it at once. */
  void destroy() {
    // The shell's child ends with it, and its namespace with that.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    try {
      seeds.close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        destroy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      destroy();
    } finally {
      Files.deleteIfExists(log);
    }
  }
}
