package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Events as text/event-stream has them. Pure. */
final class Frames {
  /** Keeps connections open through proxies, and shows those that are gone. */
  static final String BEAT = ": \n\n";

  private Frames() {}

  /**
   * One event.
   *
   * @param id where to go on after it, without line ends; null for none
   */
  static String of(String event, @Nullable String id, JsonNode data) {
    // JSON has no line ends outside of strings, and those within are escaped.
    return (id == null ? "" : "id: " + id + "\n") + "event: " + event + "\ndata: " + data + "\n\n";
  }
}
