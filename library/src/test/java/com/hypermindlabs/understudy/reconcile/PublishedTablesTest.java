package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Somebody publishes all tables, ours too, as tools for change data capture do. */
class PublishedTablesTest {
  private static void publish(TestDatabase database) throws SQLException {
    TwoServers.run(
        database.as(TestServer.SUPERUSER, TestServer.PASSWORD)::connect,
        "CREATE PUBLICATION everything FOR ALL TABLES");
  }

  @Test
  void rowsGoBothWaysAndTheLogStaysSmall() throws SQLException {
    try (DegradedSite site = DegradedSite.empty()) {
      site.policy("t", "hold").beginMirrored("CREATE TABLE t (id text PRIMARY KEY, v int)");
      publish(site.servers().primaryOwner());
      publish(site.servers().fallbackOwner());
      site.here("INSERT INTO t SELECT i, i FROM generate_series(1, 9) i");
      site.round();
      site.here("UPDATE t SET v = -1 WHERE id = '1'", "DELETE FROM t WHERE id = '2'");
      site.lastRound();
      // As a migration does; its keys are read again.
      TwoServers.run(site.servers().migration(), "UPDATE t SET v = 7 WHERE id = '3'");
      site.mirror();
      assertThat(site.rowsHere("SELECT id, v FROM t ORDER BY id"))
          .hasSize(8)
          .contains("1|-1", "3|3")
          .isEqualTo(site.rowsThere("SELECT id, v FROM t ORDER BY id"));
      assertThat(site.rowsHere("SELECT count(*) FROM understudy.refresh")).containsExactly("0");
      for (int i = 0; i < 6; i++) {
        site.there("UPDATE t SET v = v + 1");
        site.mirror(); // deletes what it has
      }
      assertThat(
              site.rowsThere(
                  "SELECT count(*) <= 16 FROM " + site.names().of("recent") + ", unnest(key)"))
          .as("of 48 keys no more than two cycles'")
          .containsExactly("t");
    }
  }

  @Test
  void noTableOfOursIsWithoutAnIdentity() throws SQLException {
    try (DegradedSite site = DegradedSite.after("CREATE TABLE t (id text PRIMARY KEY, v int)")) {
      site.here("INSERT INTO t VALUES ('a', 1)");
      site.round();
      String without =
          "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'understudy'::regnamespace"
              + " AND c.relkind = 'r' AND c.relreplident <> 'f' AND NOT EXISTS ("
              + "SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)";
      assertThat(site.rowsThere(without)).isEmpty();
      assertThat(site.rowsHere(without)).as("filled and emptied only").containsExactly("gate");
    }
  }
}
