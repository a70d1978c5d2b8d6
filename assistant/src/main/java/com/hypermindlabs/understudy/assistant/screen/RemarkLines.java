package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.probe.Remark;
import java.util.ArrayList;
import java.util.List;

/** What probes have found, in the words and colours that doctor uses too. */
final class RemarkLines {
  private RemarkLines() {}

  static List<Line> of(List<Remark> remarks, int width, Glyphs glyphs) {
    List<Line> lines = new ArrayList<>();
    for (Remark remark : remarks) {
      Style style = style(remark.severity());
      String sign = sign(remark.severity(), glyphs);
      List<Line> words = Line.paragraph(remark.message(), 4, width, Style.PLAIN);
      lines.add(first(sign, style, words.get(0)));
      lines.addAll(words.subList(1, words.size()));
      if (!remark.hint().isEmpty()) {
        lines.addAll(Line.paragraph("remedy: " + remark.hint(), 4, width, Style.MUTED));
      }
    }
    return lines;
  }

  private static Line first(String sign, Style style, Line words) {
    return Line.of("  ")
        .and(sign + " ", style)
        .and(words.spans().get(0).text().strip(), Style.PLAIN);
  }

  private static Style style(Remark.Severity severity) {
    return switch (severity) {
      case OK -> Style.GOOD;
      case WARNING -> Style.WARN;
      case ERROR -> Style.BAD;
    };
  }

  private static String sign(Remark.Severity severity, Glyphs glyphs) {
    return switch (severity) {
      case OK -> glyphs.good();
      case WARNING -> glyphs.warn();
      case ERROR -> glyphs.bad();
    };
  }
}
