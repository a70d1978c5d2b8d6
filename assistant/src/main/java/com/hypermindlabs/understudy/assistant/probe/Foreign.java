package com.hypermindlabs.understudy.assistant.probe;

import com.fasterxml.jackson.databind.JsonNode;

/** Words of somebody else's server, which may hold anything. */
final class Foreign {
  private static final int LONGEST = 80;

  private Foreign() {}

  /** As one short line that moves no cursor; empty where there are none. */
  static String text(JsonNode words) {
    String line = words.asText("").replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
  }
}
