package com.hypermindlabs.understudy.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes the figures between two comments of benchmarks.md, and a chart for each quantity. */
final class Report {
  private static final String BEGIN = "<!-- figures -->";
  private static final String END = "<!-- end of figures -->";

  private final Path results;
  private final List<Benchmark> benchmarks;

  Report(Path results, List<Benchmark> benchmarks) {
    this.results = results;
    this.benchmarks = benchmarks;
  }

  /** Writes benchmarks.md, whose text outside the comments stays, and charts/ below the folder. */
  void write(Path folder) throws IOException {
    Path charts = Files.createDirectories(folder.resolve("charts"));
    StringBuilder text = new StringBuilder();
    text.append("Measured on: ").append(Machine.line()).append(".\n");
    for (Benchmark benchmark : benchmarks) {
      Path file = results.resolve(benchmark.name() + ".json");
      if (Files.exists(file)) {
        section(text, benchmark, ResultsFile.read(file), charts);
      }
    }
    Path page = folder.resolve("benchmarks.md");
    String before = Files.readString(page);
    int begin = before.indexOf(BEGIN);
    int end = before.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(page + " has no place for figures: " + BEGIN + " and " + END);
    }
    Files.writeString(
        page,
        before.substring(0, begin + BEGIN.length()) + "\n\n" + text + "\n" + before.substring(end));
  }

  private static void section(StringBuilder text, Benchmark benchmark, JsonNode json, Path charts)
      throws IOException {
    text.append("\n## ").append(benchmark.title()).append("\n\n");
    text.append(benchmark.method()).append("\n\n");
    text.append("| | | median | from, to | turns | ours is | asked |\n");
    text.append("| --- | --- | --- | --- | --- | --- | --- |\n");
    int number = 0;
    StringBuilder pictures = new StringBuilder();
    for (JsonNode figure : json.get("figures")) {
      rows(text, figure);
      if (figure.get("subjects").size() > 1) {
        number++;
        String name = benchmark.name() + "-" + number + ".svg";
        Files.write(charts.resolve(name), BarChart.svg(figure).getBytes(StandardCharsets.UTF_8));
        pictures.append("\n![").append(figure.get("name").asText()).append("](charts/");
        pictures.append(name).append(")\n");
      }
    }
    for (JsonNode note : json.get("notes")) {
      text.append("\n").append(note.asText()).append("\n");
    }
    text.append(pictures);
  }

  private static void rows(StringBuilder text, JsonNode figure) {
    double ours = Double.NaN;
    for (JsonNode subject : figure.get("subjects")) {
      if (subject.get("name").asText().equals(Results.OURS)) {
        ours = Figures.median(values(subject));
      }
    }
    String name = figure.get("name").asText() + ", " + figure.get("unit").asText();
    String asked = figure.get("asked").asText("");
    for (JsonNode subject : figure.get("subjects")) {
      double[] values = values(subject);
      boolean isOurs = subject.get("name").asText().equals(Results.OURS);
      String remark = subject.get("remark").asText("");
      text.append("| ").append(name).append(" | ").append(subject.get("name").asText());
      text.append(remark.isEmpty() ? "" : ": " + remark).append(" | ");
      if (values.length == 0) {
        text.append("never | | | | ");
      } else {
        text.append(Figures.text(Figures.median(values))).append(" | ");
        text.append(Figures.text(Figures.least(values))).append(", ");
        text.append(Figures.text(Figures.greatest(values))).append(" | ");
        text.append(values.length).append(" | ");
        text.append(isOurs ? "" : ratio(ours, Figures.median(values))).append(" | ");
      }
      text.append(isOurs ? asked : "").append(" |\n");
      name = "";
    }
  }

  private static String ratio(double ours, double theirs) {
    return Double.isNaN(ours) || theirs == 0
        ? ""
        : String.format(Locale.ROOT, "%.2f times", ours / theirs);
  }

  static double[] values(JsonNode subject) {
    JsonNode array = subject.get("values");
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }
}
