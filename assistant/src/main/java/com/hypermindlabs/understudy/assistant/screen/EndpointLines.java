package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.setup.ModelEndpoint;
import java.util.ArrayList;
import java.util.List;

/** Which endpoint counts for what, and why. */
final class EndpointLines {
  private static final int CAPABILITY = 14;

  private EndpointLines() {}

  static List<Line> of(List<ModelEndpoint> endpoints, int width) {
    List<Line> lines = new ArrayList<>();
    lines.add(Line.EMPTY);
    lines.addAll(
        Line.paragraph(
            "In force: setup, else inference.<name>.url, else OLLAMA_HOST, else default",
            2,
            width,
            Style.MUTED));
    int longest =
        endpoints.stream().mapToInt(endpoint -> Cells.width(endpoint.url())).max().orElse(0);
    for (ModelEndpoint endpoint : endpoints) {
      lines.add(
          Line.of("    " + Cells.padded(endpoint.capability().key(), CAPABILITY), Style.MUTED)
              .and(Cells.padded(endpoint.url(), longest) + "   ", Style.PLAIN)
              .and(endpoint.origin(), Style.MUTED));
    }
    return lines;
  }
}
