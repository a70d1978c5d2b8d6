package com.hypermindlabs.understudy.mirror;

import org.jspecify.annotations.Nullable;

/** Whether a primary is the one that the fallback was mirrored from, and has all it had then. */
public enum Identity {
  /** It is, with everything that the fallback has seen. */
  SAME,
  /** Nothing was mirrored yet, so that there is nothing to tell it by. */
  UNKNOWN_SITE,
  /** It has lost commits that the fallback has seen: a promoted standby, a restored backup. */
  LOST_COMMITS,
  /** It is, and somebody has gone on as this site since: a copy of it, or it is an older one. */
  OVERTAKEN,
  /** It is another database. */
  OTHER_DATABASE;

  /** Decides by what a transaction saw. */
  static Identity of(Standing standing, PrimaryView view) {
    return of(standing, view.row(), view.primaryId(), view.arrived());
  }

  /**
   * Decides.
   *
   * @param standing what the fallback says
   * @param row the site's in the primary's register; null without one
   * @param primaryId the primary's
   * @param arrived whether the primary has the last round that was handed back
   */
  static Identity of(
      Standing standing, @Nullable RegisterRow row, String primaryId, boolean arrived) {
    if (standing.nonce() != null && !primaryId.equals(standing.primaryId())) {
      return OTHER_DATABASE;
    }
    if (!arrived) {
      return LOST_COMMITS;
    }
    if (standing.nonce() == null) {
      return UNKNOWN_SITE;
    }
    if (row == null) {
      return LOST_COMMITS;
    }
    if (standing.nonce().equals(row.nonce()) || standing.nonce().equals(row.previous())) {
      return SAME;
    }
    // What was lost took the later rows along: one that is left is older than what was seen.
    return row.since(standing.snapshot()) ? OVERTAKEN : LOST_COMMITS;
  }
}
