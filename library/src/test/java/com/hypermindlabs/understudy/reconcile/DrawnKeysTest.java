package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** How a key is made for a row whose own was taken. */
class DrawnKeysTest {
  @Test
  void aKeyIsDrawnAsItsDefaultMakesIt() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE SEQUENCE s",
            "CREATE TABLE t (id int PRIMARY KEY DEFAULT nextval('s') * 10 + 3, a text)",
            "ALTER SEQUENCE s OWNED BY t.id")) {
      site.there("INSERT INTO t VALUES (103, 'theirs')");
      site.here("INSERT INTO t VALUES (103, 'ours')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT id % 10 FROM t WHERE a = 'ours'")).containsExactly("3");
    }
  }
}
