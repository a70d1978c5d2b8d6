package com.hypermindlabs.understudy.drills.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads what every process did and heard. */
final class Histories {
  private static final String SUFFIX = ".history";

  private Histories() {}

  /** Every operation of every history in a folder, by its id. */
  static Map<String, Op> read(Path folder) throws IOException {
    Map<String, Op> all = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
        String name = file.getFileName().toString();
        read(file, name.substring(0, name.length() - SUFFIX.length()), all);
      }
    }
    return all;
  }

  private static void read(Path file, String origin, Map<String, Op> all) throws IOException {
    List<String> lines =
        new ArrayList<>(List.of(Files.readString(file, StandardCharsets.UTF_8).split("\n", -1)));
    // What stands behind the last end of a line was cut off by a kill, or is nothing.
    lines.remove(lines.size() - 1);
    for (String line : lines) {
      String[] words = line.split("\t", -1);
      all.computeIfAbsent(words[0], id -> new Op(id, origin)).add(words);
    }
  }
}
