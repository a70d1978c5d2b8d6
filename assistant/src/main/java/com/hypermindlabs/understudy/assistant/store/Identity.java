package com.hypermindlabs.understudy.assistant.store;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a member is recognised by. Each belongs to one member at most, on every server: they are the
 * natural keys of the table {@code member}. Immutable.
 */
public sealed interface Identity {
  /**
   * The name that a member signs in with.
   *
   * @param name letters, digits and {@code . _ @ + -}, at most 128; folded to lower case
   */
  record Login(String name) implements Identity {
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9._@+-]{0,127}");

    public Login {
      name = name.toLowerCase(Locale.ROOT);
      if (!PLAIN.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "a login is 1 to 128 of the letters a to z, digits and . _ @ + -, and starts with a"
                + " letter or digit");
      }
    }

    @Override
    public String toString() {
      return "login " + name;
    }
  }

  /**
   * A user of Telegram.
   *
   * @param id Telegram's number of the user, positive
   */
  record Telegram(long id) implements Identity {
    public Telegram {
      requirePositive("a Telegram user's id", id);
    }

    @Override
    public String toString() {
      return "Telegram user " + id;
    }
  }

  /**
   * A user of X.
   *
   * @param id X's number of the user, positive
   */
  record X(long id) implements Identity {
    public X {
      requirePositive("an X user's id", id);
    }

    @Override
    public String toString() {
      return "X user " + id;
    }
  }

  private static void requirePositive(String subject, long id) {
    if (id <= 0) {
      throw new IllegalArgumentException(subject + " is positive, not " + id);
    }
  }
}
