package com.hypermindlabs.understudy.assistant.model;

import com.hypermindlabs.understudy.assistant.store.Author;
import java.util.List;

/**
 * What a model is told. Immutable.
 *
 * @param system how it is to behave, and what it should know; empty for nothing
 * @param turns what was said, the oldest first; the last one is the member's and is to be answered
 */
public record Prompt(String system, List<Turn> turns) {
  /** Copies the list. */
  public Prompt {
    turns = List.copyOf(turns);
  }

  /**
   * Something said.
   *
   * @param author who said it
   * @param text what was said, not empty
   */
  public record Turn(Author author, String text) {}
}
