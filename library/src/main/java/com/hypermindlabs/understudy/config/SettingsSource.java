package com.hypermindlabs.understudy.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One place where settings are found. */
interface SettingsSource {
  /**
   * A raw value and where it was found.
   *
   * @param label the file, or {@code environment}
   * @param key the name there: the path, or the variable
   */
  record Found(RawValue raw, String label, String key) {
    /** File and line of the value. */
    String where() {
      return where(raw);
    }

    /** File and line of a part of the value. */
    String where(RawValue part) {
      return part.line() == 0 ? label : label + " line " + part.line();
    }
  }

  /** The kind of source. */
  Provenance.Source source();

  /**
   * Where the source sets a key, in words, as {@code config.json line 3} or {@code POSTGRES_HOST};
   * null when it does not. Reads no secret's file.
   */
  @Nullable String place(SettingKey<?> key);

  /**
   * What the source says of a key; null when it does not set it, or sets it in a way that cannot be
   * read, and then that was reported.
   */
  @Nullable Found find(SettingKey<?> key);

  /** The names that the source holds in a section of config.json. */
  default Set<String> names(String section) {
    return Set.of();
  }
}
