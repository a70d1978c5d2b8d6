package com.hypermindlabs.understudy.config;

import java.util.List;
import java.util.Optional;

/**
 * Where every setting came from. Holds no secret, so it may be printed. Immutable.
 *
 * @param entries one for every known key, in the order of the registry
 * @param hints what looks like a mistake and is none for certain: keys that nobody knows but that
 *     resemble a known one, keys written twice, settings without effect
 */
public record Provenance(List<Entry> entries, List<String> hints) {
  /** The kinds of sources, the strongest first. */
  public enum Source {
    /** The command line, or the caller of the library. */
    GIVEN,
    /** The environment of the process. */
    ENVIRONMENT,
    /** The file {@code .env}. */
    DOT_ENV,
    /** The file {@code config.json}. */
    CONFIG,
    /** Set nowhere. */
    DEFAULT
  }

  /**
   * One setting.
   *
   * @param key as {@code database.host}
   * @param source the kind of source that won
   * @param place that source in words, as {@code POSTGRES_HOST} or {@code config.json line 3};
   *     empty for the default
   * @param value how the value may be shown; for a secret only whether it is set
   * @param overridden the places that also set the key and lost
   */
  public record Entry(
      String key, Source source, String place, String value, List<String> overridden) {
    /** Copies the list. */
    public Entry {
      overridden = List.copyOf(overridden);
    }
  }

  /** Copies the lists. */
  public Provenance {
    entries = List.copyOf(entries);
    hints = List.copyOf(hints);
  }

  /** Nothing known: settings that were put together by hand. */
  public static Provenance none() {
    return new Provenance(List.of(), List.of());
  }

  /** Where one key came from; empty for a key that nobody asked for. */
  public Optional<Entry> of(String key) {
    return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
  }
}
