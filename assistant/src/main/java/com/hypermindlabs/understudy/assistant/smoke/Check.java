package com.hypermindlabs.understudy.assistant.smoke;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one operation. Immutable.
 *
 * @param name which one
 * @param ms how long it took, in milliseconds
 * @param problem why it failed; null when it passed
 */
public record Check(Name name, double ms, @Nullable String problem) {
  /** The operations, in the order in which they are tried. */
  public enum Name {
    TABLE_CREATION,
    MEMBER_LOOKUP,
    CHAT_INSERT,
    CHAT_READ_BACK,
    KNOWLEDGE_WRITE,
    KNOWLEDGE_SEARCH,
    /** What the others wrote is gone again. */
    CLEAN_UP;

    /** The name in JSON. */
    public String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether it passed. */
  public boolean ok() {
    return problem == null;
  }
}
