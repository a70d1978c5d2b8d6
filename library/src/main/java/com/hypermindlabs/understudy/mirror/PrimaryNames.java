package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.OurNames;

/**
 * Our tables on the primary, for statements.
 *
 * @param log the change log
 * @param register the sites
 * @param rounds the rounds of returns that have arrived
 */
record PrimaryNames(String log, String register, String rounds) {
  static PrimaryNames of(OurNames names) {
    return new PrimaryNames(names.of("change"), names.of("site"), names.of("round"));
  }
}
