package com.hypermindlabs.understudy.drills.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.drills.plan.Planner;
import com.hypermindlabs.understudy.drills.sabotage.Sabotage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A process that plays one schedule after the other: seeds come in line by line, an object a line
 * goes out for each.
 */
public final class Lane {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Lane() {}

  /** Arguments: a sabotage or nothing, and a folder for what ends badly or nothing. */
  public static void main(String[] arguments) throws IOException {
    @Nullable Sabotage sabotage = arguments[0].isEmpty() ? null : Sabotage.named(arguments[0]);
    @Nullable Path keep = arguments[1].isEmpty() ? null : Path.of(arguments[1]);
    PrintStream results = System.out;
    // A result is a line of its own whatever else prints.
    System.setOut(System.err);
    BufferedReader seeds =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Stage stage = Stage.set(sabotage)) {
      for (String seed = seeds.readLine(); seed != null; seed = seeds.readLine()) {
        results.println(JSON.writeValueAsString(play(Long.parseLong(seed), stage, keep)));
        results.flush();
      }
    }
    System.exit(0);
  }

  private static ObjectNode play(long seed, Stage stage, @Nullable Path keep) {
    ObjectNode node = JSON.createObjectNode().put("seed", seed);
    long begun = System.nanoTime();
    ArrayNode violations = node.putArray("violations");
    try {
      Schedule.Outcome outcome = new Schedule(Planner.of(seed), stage).play(keep);
      outcome.violations().forEach(violations::add);
      ObjectNode faults = node.putObject("faults");
      outcome.injected().forEach((kind, count) -> faults.put(kind.name(), count));
      node.put("operations", outcome.operations());
      node.put("fallback_writes", outcome.fallbackWrites());
    } catch (Exception | AssertionError e) {
      node.put("broken", String.valueOf(e));
    }
    return node.put("millis", (System.nanoTime() - begun) / 1_000_000);
  }
}
