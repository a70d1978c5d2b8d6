package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.config.Provenance;
import com.hypermindlabs.understudy.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What a setting is before setup changes it.
 *
 * @param text as a person would write it; empty for none, and for a secret
 * @param secret the value of a secret; null for none
 * @param source where it comes from
 * @param place that in words, as {@code config.json line 3}; empty for the default
 */
record Present(String text, @Nullable Secret secret, Provenance.Source source, String place) {
  static final Present NONE = new Present("", null, Provenance.Source.DEFAULT, "");

  /** Whether a file sets it, and no variable of the environment goes before that. */
  boolean inFile() {
    return source == Provenance.Source.DOT_ENV || source == Provenance.Source.CONFIG;
  }

  /** Whether a file or a variable sets it. */
  boolean set() {
    return source != Provenance.Source.DEFAULT;
  }
}
