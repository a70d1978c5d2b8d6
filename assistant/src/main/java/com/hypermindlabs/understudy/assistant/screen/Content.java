package com.hypermindlabs.understudy.assistant.screen;

import java.util.List;

/**
 * What a page shows at one moment.
 *
 * @param title of the page
 * @param explanation one sentence
 * @param body its lines, as many as there are
 * @param focus the line that has to be seen
 * @param pinned lines below the body that never scroll away
 * @param help a line or two about what has the focus
 * @param keys what keys do, the most useful first
 */
record Content(
    String title,
    String explanation,
    List<Line> body,
    int focus,
    List<Line> pinned,
    List<String> help,
    List<String> keys) {
  Content {
    body = List.copyOf(body);
    pinned = List.copyOf(pinned);
    help = List.copyOf(help);
    keys = List.copyOf(keys);
  }

  /** With nothing pinned. */
  Content(
      String title,
      String explanation,
      List<Line> body,
      int focus,
      List<String> help,
      List<String> keys) {
    this(title, explanation, body, focus, List.of(), help, keys);
  }
}
