package com.hypermindlabs.understudy.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * A quantity as bars, one a subject, with a line from the least to the greatest value. Drawn on a
 * logarithmic scale where the subjects differ by more than twenty times.
 */
final class BarChart {
  private static final int WIDTH = 720;
  private static final int LABELS = 260;
  private static final int BARS = 340;
  private static final int ROW = 30;
  private static final int TOP = 48;
  private static final int LOGARITHMIC_FROM = 20;

  private BarChart() {}

  static String svg(JsonNode figure) {
    JsonNode subjects = figure.get("subjects");
    double greatest = 0;
    double least = Double.MAX_VALUE;
    for (JsonNode subject : subjects) {
      double[] values = Report.values(subject);
      if (values.length > 0) {
        greatest = Math.max(greatest, Figures.greatest(values));
        least = Math.min(least, Math.max(Figures.median(values), 1e-3));
      }
    }
    boolean logarithmic = greatest / least > LOGARITHMIC_FROM;
    Axis axis = new Axis(logarithmic, logarithmic ? least / 2 : 0, Math.max(greatest, 1e-3));
    int height = TOP + ROW * subjects.size() + 10;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " viewBox=\"0 0 %1$d %2$d\" font-family=\"sans-serif\" font-size=\"13\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
            WIDTH,
            height));
    String better =
        figure.get("less_is_better").asBoolean() ? "shorter is better" : "longer is better";
    svg.append(text(12, 20, "start", "#1a1f28", "bold", figure.get("name").asText()));
    svg.append(
        text(
            12,
            37,
            "start",
            "#5b6472",
            "normal",
            figure.get("unit").asText() + ", " + better + (logarithmic ? ", logarithmic" : "")));
    int y = TOP;
    for (JsonNode subject : subjects) {
      row(svg, subject, axis, y);
      y += ROW;
    }
    return svg.append("</svg>\n").toString();
  }

  private static void row(StringBuilder svg, JsonNode subject, Axis axis, int y) {
    String name = subject.get("name").asText();
    boolean ours = name.equals(Results.OURS);
    String weight = ours ? "bold" : "normal";
    svg.append(text(LABELS - 8, y + 18, "end", "#1a1f28", weight, name));
    double[] values = Report.values(subject);
    if (values.length == 0) {
      svg.append(text(LABELS + 4, y + 18, "start", "#8a2b2b", weight, "never came back"));
      return;
    }
    double end = axis.at(Figures.median(values));
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" rx=\"2\" fill=\"%s\"/>%n",
            LABELS,
            y + 5,
            Math.max(1, end),
            ours ? "#1f6f5c" : "#9aa5b1"));
    double from = LABELS + axis.at(Figures.least(values));
    double to = LABELS + axis.at(Figures.greatest(values));
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%3$d\" stroke=\"#1a1f28\"/>%n",
            from,
            to,
            y + 14));
    svg.append(
        text(
            (int) Math.max(to, LABELS + end) + 8,
            y + 18,
            "start",
            "#1a1f28",
            weight,
            Figures.text(Figures.median(values))));
  }

  private static String text(
      int x, int y, String anchor, String colour, String weight, String words) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\" font-weight=\"%s\">%s</text>%n",
        x,
        y,
        anchor,
        colour,
        weight,
        words.replace("&", "&amp;").replace("<", "&lt;"));
  }

  /** From values to lengths. */
  private record Axis(boolean logarithmic, double from, double to) {
    double at(double value) {
      double share =
          logarithmic
              ? Math.log(Math.max(value, from) / from) / Math.log(to / from)
              : (value - from) / (to - from);
      return BARS * Math.min(1, Math.max(0, share));
    }
  }
}
