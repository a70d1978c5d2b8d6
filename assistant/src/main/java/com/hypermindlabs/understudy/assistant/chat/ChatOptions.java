package com.hypermindlabs.understudy.assistant.chat;

import java.time.Duration;

/**
 * How the assistant converses. Immutable.
 *
 * @param systemPrompt what the model is told before every chat
 * @param contextTokens how many tokens a model takes in and gives out together
 * @param messagesPerMinute how many messages of one member are taken within a minute
 * @param keepPatience how long a reply that cannot be kept is tried to be kept
 */
public record ChatOptions(
    String systemPrompt, int contextTokens, int messagesPerMinute, Duration keepPatience) {
  /** What the model is told where nothing is set. */
  public static final String SYSTEM_PROMPT =
      "You are a helpful assistant. Answer briefly and plainly, in the language of the question."
          + " Say so when you do not know.";

  /** As set up by nobody. */
  public static final ChatOptions USUAL =
      new ChatOptions(SYSTEM_PROMPT, 4096, 20, Duration.ofMinutes(2));
}
