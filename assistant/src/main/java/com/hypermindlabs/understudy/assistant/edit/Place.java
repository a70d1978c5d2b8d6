package com.hypermindlabs.understudy.assistant.edit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a value of a JSON text stands. Immutable. */
sealed interface Place {
  /** The offset of its first character. */
  int start();

  /** The offset after its last character. */
  int end();

  /** Whether it counts as not set: null, or the empty text. */
  boolean unset();

  /**
   * A text, number, word or list.
   *
   * @param text whether it is a text
   */
  record Value(int start, int end, boolean text, boolean unset) implements Place {}

  /**
   * An object.
   *
   * @param members in the order of the text, repeated names included
   */
  record Fields(int start, int end, List<Member> members) implements Place {
    @Override
    public boolean unset() {
      return false;
    }

    /** The member that the program takes: the last of its name; null for none. */
    @Nullable Member member(String name) {
      Member found = null;
      for (Member member : members) {
        found = member.name().equals(name) ? member : found;
      }
      return found;
    }
  }

  /**
   * A name and its value.
   *
   * @param start the offset of the name's opening quote
   * @param nameEnd the offset after its closing one
   */
  record Member(String name, int start, int nameEnd, Place value) {}
}
