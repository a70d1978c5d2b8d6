package com.hypermindlabs.understudy.assistant.settings;

import static com.hypermindlabs.understudy.config.SettingTypes.duration;
import static com.hypermindlabs.understudy.config.SettingTypes.integer;
import static com.hypermindlabs.understudy.config.SettingTypes.list;
import static com.hypermindlabs.understudy.config.SettingTypes.text;

import com.hypermindlabs.understudy.config.SettingKey;
import com.hypermindlabs.understudy.config.SettingsReader;
import java.time.Duration;
import java.util.List;

/**
 * How messages are answered.
 *
 * @param fallbackModels {@code inference.chat.fallback_models}: asked in order when {@code
 *     inference.chat.model} does not answer
 * @param contextTokens {@code chat.context_tokens}
 * @param messagesPerMinute {@code chat.messages_per_minute}: of one member
 * @param firstToken {@code chat.first_token_timeout}
 * @param stall {@code chat.stall_timeout}
 * @param whole {@code chat.reply_timeout}
 */
public record AnswerSettings(
    List<String> fallbackModels,
    int contextTokens,
    int messagesPerMinute,
    Duration firstToken,
    Duration stall,
    Duration whole) {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final SettingKey<List<String>> FALLBACK_MODELS =
      SettingKey.of(
              "inference.chat.fallback_models",
              list(text()),
              "models asked in this order when the first does not answer")
          .or(List.of());
  private static final SettingKey<Integer> CONTEXT_TOKENS =
      SettingKey.of(
              "chat.context_tokens",
              integer(512, 1_000_000),
              "how many tokens a model takes in and gives out together")
          .or(4096);
  private static final SettingKey<Integer> MESSAGES_PER_MINUTE =
      SettingKey.of(
              "chat.messages_per_minute",
              integer(1, 10_000),
              "how many messages of one member are taken within a minute")
          .or(20);
  private static final SettingKey<Duration> FIRST_TOKEN =
      SettingKey.of(
              "chat.first_token_timeout",
              duration(SHORTEST, LONGEST),
              "how long a model may take to begin; one may have to be loaded")
          .or(Duration.ofMinutes(1));
  private static final SettingKey<Duration> STALL =
      SettingKey.of(
              "chat.stall_timeout",
              duration(SHORTEST, LONGEST),
              "how long a model may be silent in the middle of a reply")
          .or(Duration.ofSeconds(30));
  private static final SettingKey<Duration> WHOLE =
      SettingKey.of(
              "chat.reply_timeout",
              duration(Duration.ofSeconds(1), Duration.ofDays(1)),
              "how long a reply may take in all")
          .or(Duration.ofMinutes(10));

  /** Copies the list. */
  public AnswerSettings {
    fallbackModels = List.copyOf(fallbackModels);
  }

  static List<SettingKey<?>> keys() {
    return List.of(FALLBACK_MODELS, CONTEXT_TOKENS, MESSAGES_PER_MINUTE, FIRST_TOKEN, STALL, WHOLE);
  }

  static AnswerSettings read(SettingsReader reader) {
    return new AnswerSettings(
        reader.get(FALLBACK_MODELS),
        reader.get(CONTEXT_TOKENS),
        reader.get(MESSAGES_PER_MINUTE),
        reader.get(FIRST_TOKEN),
        reader.get(STALL),
        reader.get(WHOLE));
  }
}
