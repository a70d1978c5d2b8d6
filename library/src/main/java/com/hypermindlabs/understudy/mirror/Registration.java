package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.SiteRegister;
import com.hypermindlabs.understudy.config.MirrorSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Enters the site into the primary's register, so that the log waits for it.
 *
 * @param primary connections to it
 * @param site its number
 * @param names of our objects there
 * @param settings how long the log waits
 */
record Registration(Link primary, UUID site, OurNames names, MirrorSettings settings) {
  private static final long MOST = 100_000;

  /** Registers it: what no snapshot from now on has will be in the log. */
  void register() throws SQLException {
    try (Connection connection = primary.open()) {
      new SiteRegister(names).register(connection, site, site.toString(), settings);
    }
  }

  /** Deletes what no site needs of the log. */
  void prune(PrimarySession session) throws SQLException {
    new SiteRegister(names).prune(session.connection(), MOST);
  }
}
