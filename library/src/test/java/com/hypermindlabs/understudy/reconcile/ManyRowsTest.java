package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rounds of so many rows that what was sent is not deleted but emptied. */
class ManyRowsTest {
  private static final String[] ITEMS = {
    "CREATE TABLE item (id int PRIMARY KEY, n int NOT NULL)",
    "INSERT INTO item SELECT i, 0 FROM generate_series(1, 8000) i"
  };

  private static final String FILE = "SELECT pg_relation_filenode('understudy.sent_1')";
  private static final String SENT = "SELECT count(*) FROM understudy.sent_1";

  @Test
  void whatArrivedLeavesNoDeadRowsBehind() throws SQLException {
    try (DegradedSite site = DegradedSite.after(ITEMS)) {
      site.here("UPDATE item SET n = 1 WHERE id = 1");
      site.round();
      List<String> before = site.rowsHere(FILE);
      site.here("UPDATE item SET n = n + 1");
      site.there("UPDATE item SET n = 7 WHERE id = 2");

      assertThat(site.round().total().overruled()).isEqualTo(1);

      assertThat(site.rowsHere(FILE)).as("its file is a new one").isNotEqualTo(before);
      assertThat(site.rowsHere(SENT)).containsExactly("0");
      assertSame(site, "SELECT sum(n), min(n), max(n) FROM item", "8007|1|7");
    }
  }

  @Test
  void nobodyWhoLooksIsWaitedFor() throws SQLException {
    try (DegradedSite site = DegradedSite.after(ITEMS)) {
      site.here("UPDATE item SET n = 1 WHERE id = 1");
      site.round();
      List<String> before = site.rowsHere(FILE);
      site.here("UPDATE item SET n = n + 1");
      try (Connection looking = site.servers().fallback().open();
          Statement look = looking.createStatement()) {
        looking.setAutoCommit(false);
        look.execute(SENT);

        site.round();
      }
      assertThat(site.rowsHere(FILE)).isEqualTo(before);
      assertThat(site.rowsHere(SENT)).containsExactly("0");
      assertSame(site, "SELECT sum(n) FROM item", "8001");
    }
  }

  private static void assertSame(DegradedSite site, String query, String expected)
      throws SQLException {
    assertThat(site.rowsThere(query)).containsExactly(expected);
    // What the primary decided comes back with the mirror, later; what is sent again is nothing.
    assertThat(site.round().total().applied()).isZero();
    assertThat(site.rowsThere(query)).containsExactly(expected);
  }
}
