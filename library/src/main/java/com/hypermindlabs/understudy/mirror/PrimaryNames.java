package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.OurNames;

/**
 * Our tables on the primary, for statements.
 *
 * @param recent what the change log was given last
 * @param older what of it some site has waited for longer
 * @param register the sites
 * @param rounds the rounds of returns that have arrived
 */
record PrimaryNames(String recent, String older, String register, String rounds) {
  static PrimaryNames of(OurNames names) {
    return new PrimaryNames(
        names.of("recent"), names.of("change"), names.of("site"), names.of("round"));
  }

  /** All of the change log, as a table of a query. */
  String log() {
    String columns = "SELECT xid, rel, key FROM ";
    return "(" + columns + recent + " UNION ALL " + columns + older + ") log";
  }
}
