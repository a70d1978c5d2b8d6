package com.hypermindlabs.understudy.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The figures of one benchmark as a JSON file, from the process that measured to the report. */
final class ResultsFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ResultsFile() {}

  static void write(Path file, Results results) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode figures = root.putArray("figures");
    for (Map.Entry<Measure, Map<String, Results.Values>> entry : results.figures().entrySet()) {
      Measure measure = entry.getKey();
      ObjectNode one = figures.addObject();
      one.put("name", measure.name()).put("unit", measure.unit());
      one.put("less_is_better", measure.lessIsBetter()).put("asked", measure.asked());
      ArrayNode subjects = one.putArray("subjects");
      entry.getValue().forEach((name, values) -> put(subjects.addObject(), name, values));
    }
    ArrayNode notes = root.putArray("notes");
    results.notes().forEach(notes::add);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
  }

  private static void put(ObjectNode subject, String name, Results.Values values) {
    subject.put("name", name).put("remark", values.remark());
    ArrayNode array = subject.putArray("values");
    for (double value : values.values()) {
      array.add(Math.round(value * 10_000) / 10_000.0);
    }
  }

  static JsonNode read(Path file) throws IOException {
    return JSON.readTree(Files.readAllBytes(file));
  }
}
