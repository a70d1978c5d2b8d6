package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.config.SettingKey;
import com.hypermindlabs.understudy.config.SettingTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All questions of setup, in order. */
public final class Catalogue {
  /** The names of the keys of other services; each becomes a question of its own. */
  static final String API_KEYS = "api_keys";

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]*";

  private static final Question NAMES =
      QuestionBuilder.apart(
              API_KEYS,
              Section.KEYS,
              Question.Kind.LIST,
              "Names",
              "Of the keys, separated by commas; each is then asked for.")
          .type(Catalogue::names)
          .option("api-keys");

  private static final List<Question> FIXED =
      Stream.of(
              ModelQuestions.inference(),
              ServerQuestions.database(),
              ServerQuestions.fallback(),
              InterfaceQuestions.telegram(),
              InterfaceQuestions.x(),
              InterfaceQuestions.web(),
              List.of(NAMES))
          .flatMap(List::stream)
          .toList();

  private Catalogue() {}

  /** Those that every site is asked. */
  public static List<Question> fixed() {
    return FIXED;
  }

  /** One of those by its id. */
  static Optional<Question> fixed(String id) {
    return FIXED.stream().filter(question -> question.id().equals(id)).findFirst();
  }

  /** The question for one key of another service. */
  static Question apiKey(String name) {
    SettingKey<?> key = SettingKey.of(API_KEYS + "." + name, SettingTypes.secret(), "a key");
    return QuestionBuilder.apart(
            key.name(), Section.KEYS, Question.Kind.SECRET, name, "The key; blank keeps it.")
        .key(key)
        .required()
        .variable("API_KEY_" + name);
  }

  /** All questions, with one for each name of a key. */
  static List<Question> with(List<String> apiKeys) {
    List<Question> all = new ArrayList<>(FIXED);
    apiKeys.forEach(name -> all.add(apiKey(name)));
    return List.copyOf(all);
  }

  /** The items of an answer that is a list. */
  static List<String> items(String text) {
    return Stream.of(text.split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .distinct()
        .toList();
  }

  /** What is wrong with a text as yes or no. */
  static Optional<String> flag(String text) {
    return Registry.problem(SettingKey.of("flag", SettingTypes.flag(), ""), text);
  }

  private static Optional<String> names(String text) {
    return items(text).stream().allMatch(name -> name.matches(NAME))
        ? Optional.empty()
        : Optional.of("holds a name with other characters; write letters, digits, _ . -");
  }
}
