package com.hypermindlabs.understudy.assistant.x;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A post that mentions the account, as it is kept until it is answered. Immutable.
 *
 * @param id what X calls it
 * @param author X's number of who wrote it
 * @param name what the author is called
 * @param conversation X's number of the first post of the conversation
 * @param text the whole text
 */
record Mention(long id, long author, String name, long conversation, String text) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As it is kept. */
  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write a mention", e);
    }
  }

  /** Reads {@link #json}. */
  static Mention of(String json) {
    try {
      return JSON.readValue(json, Mention.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("read a mention", e);
    }
  }

  /** What was said, without the names that a reply begins with. */
  String said() {
    String rest = text.replaceFirst("^(\\s*@\\w{1,15})+\\s*", "").strip();
    return rest.isEmpty() ? text.strip() : rest;
  }
}
