package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What migrations insert on a site without a primary: nobody else makes these rows out of the
 * site's own, so they are noted as born here, for a primary that comes later. In an outage, where
 * the primary's own run makes most of them, they are not.
 *
 * @param fallback as the owner of its tables
 */
public record LocalBirths(Link fallback) {
  private static final String BEFORE = Scripts.read(LocalBirths.class, "local-births-before.sql");
  private static final String NOTE = Scripts.read(LocalBirths.class, "local-births.sql");
  private static final Duration LOCK = Duration.ofSeconds(10);

  /** Lets the triggers of a migration's connections note what it inserts. */
  public static Map<String, String> noting(Map<String, String> migration) {
    Map<String, String> properties = new HashMap<>(migration);
    properties.merge("options", "-c understudy.alone=on", (options, more) -> options + " " + more);
    return properties;
  }

  /** Before the migrations of a start, once the journals are installed. */
  public void before() throws SQLException {
    run(BEFORE);
  }

  /** After them, once the journals of new tables are installed; also when a start before failed. */
  public void note() throws SQLException {
    run(NOTE);
  }

  private void run(String script) throws SQLException {
    try (Connection connection = fallback.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      Pins.set(connection, LOCK);
      statement.execute(Pins.UNHURRIED);
      statement.execute(script);
      connection.commit();
    }
  }
}
