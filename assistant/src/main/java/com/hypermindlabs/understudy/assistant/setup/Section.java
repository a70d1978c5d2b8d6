package com.hypermindlabs.understudy.assistant.setup;

import java.util.Locale;

/** A part of the settings that setup can edit by itself, leaving all others alone. */
public enum Section {
  /** Endpoint and names of the models. */
  INFERENCE,
  /** The primary. */
  DATABASE,
  /** The fallback. */
  FALLBACK,
  /** The Telegram bot. */
  TELEGRAM,
  /** The account on X. */
  X,
  /** The web page and its owner's account. */
  WEB,
  /** Keys of other services. */
  KEYS;

  /** As {@link #word}, for the help of the command line. */
  @Override
  public String toString() {
    return word();
  }

  /** As {@code --section} takes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
