package com.hypermindlabs.understudy.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A password, token or key. It cannot be printed by accident: every textual form says only that it
 * is set. Immutable, thread-safe.
 */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /** Wraps a value, which may be any text, the empty one included. */
  public static Secret of(String value) {
    return new Secret(value);
  }

  /** The value itself, for the one call that hands it to its server. Never log or store it. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
  }

  /** The same for all: a hash would tell something about the value. */
  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return "set";
  }
}
