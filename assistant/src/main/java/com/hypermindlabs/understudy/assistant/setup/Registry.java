package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.assistant.settings.AssistantKeys;
import com.hypermindlabs.understudy.config.LibraryKeys;
import com.hypermindlabs.understudy.config.RawValue;
import com.hypermindlabs.understudy.config.SettingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The settings that the program knows, by name. */
final class Registry {
  private Registry() {}

  /** All of them but those with free names. */
  static List<SettingKey<?>> all() {
    return Stream.concat(LibraryKeys.all().stream(), AssistantKeys.all().stream())
        .filter(key -> !key.name().contains("<"))
        .toList();
  }

  /**
   * One of them.
   *
   * @throws IllegalArgumentException for a name that nobody reads
   */
  static SettingKey<?> key(String name) {
    return all().stream()
        .filter(key -> key.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nobody reads the setting " + name));
  }

  /** What is wrong with a text as the value of a key; does not repeat it. */
  static Optional<String> problem(SettingKey<?> key, String text) {
    List<String> wrong = new ArrayList<>();
    key.type()
        .parse(
            new RawValue.Text(text, 0),
            (at, value, what, remedy) -> wrong.add((at + " " + what).strip() + "; " + remedy));
    return wrong.stream().findFirst();
  }
}
