package com.hypermindlabs.understudy.assistant.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * A message to the bot, as it is kept until it is answered. Immutable.
 *
 * @param chat where it was said
 * @param group the title of the group; null when somebody is alone with the bot
 * @param message what Telegram calls the message in that chat
 * @param thread the topic of a group that has topics
 * @param user who said it
 * @param name what that user is called
 * @param command the command without its slash, in lower case; null when it is none
 * @param text what was said, without the bot's name; after a command what follows it. Empty when it
 *     was no text
 */
record Inbound(
    long chat,
    @Nullable String group,
    int message,
    @Nullable Integer thread,
    long user,
    String name,
    @Nullable String command,
    String text) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As it is kept. */
  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write an update", e);
    }
  }

  /** Reads {@link #json}. */
  static Inbound of(String json) {
    try {
      return JSON.readValue(json, Inbound.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("read an update", e);
    }
  }

  /** Where the answer goes; in a group it shows what it answers. */
  Destination destination() {
    return new Destination(chat, thread, group == null ? null : message);
  }
}
