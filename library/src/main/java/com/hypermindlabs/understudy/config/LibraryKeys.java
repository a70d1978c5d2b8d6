package com.hypermindlabs.understudy.config;

import static com.hypermindlabs.understudy.config.SettingTypes.text;

import java.util.List;
import java.util.stream.Stream;

/** Every setting that the library reads: the registry for reader, documentation and tests. */
public final class LibraryKeys {
  static final SettingKey<String> STATE_DIRECTORY =
      SettingKey.of(
              "state_directory",
              text(),
              "else `understudy` in the XDG state home, as root `/var/lib/understudy`")
          .variable("UNDERSTUDY_STATE_DIR");

  private static final List<SettingKey<?>> ALL =
      Stream.of(DatabaseKeys.all(), FailoverKeys.all(), List.<SettingKey<?>>of(STATE_DIRECTORY))
          .flatMap(List::stream)
          .toList();

  private LibraryKeys() {}

  /** All of them, in the order of the documentation. */
  public static List<SettingKey<?>> all() {
    return ALL;
  }
}
