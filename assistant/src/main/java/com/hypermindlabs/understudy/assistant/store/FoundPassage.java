package com.hypermindlabs.understudy.assistant.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A passage that answers a question, with what is needed to cite it. Immutable.
 *
 * @param id the key of the passage
 * @param source where its document comes from
 * @param title what readers call its document
 * @param domain the domain that the document belongs to
 * @param position which part of the document it is, from 0
 * @param place where a reader finds it in the document; null when there is no telling
 * @param body the text
 * @param score how well it answers, greater is better; comparable within one search only
 */
public record FoundPassage(
    UUID id,
    String source,
    String title,
    String domain,
    int position,
    @Nullable String place,
    String body,
    double score) {
  /** What follows the title where it is cited: the place, unless that says no more. */
  public String placed() {
    return place == null || place.equals(title) ? "" : ", " + place;
  }
}
