package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A round of so many rows that they are settled by a join, and those before and after it. */
class ManyRowsTest {
  private static final String SUMS = "SELECT sum(n), min(n), max(n) FROM item";

  @Test
  @Tag("thorough")
  void halfAMillionRowsArriveAndAreForgotten() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE item (id int PRIMARY KEY, n int NOT NULL)",
            "INSERT INTO item SELECT i, 0 FROM generate_series(1, 500100) i")) {
      site.here("UPDATE item SET n = 1 WHERE id = 1");
      site.round();
      site.here("UPDATE item SET n = n + 1");
      site.there("UPDATE item SET n = 7 WHERE id = 2");

      RoundReport report = site.round();

      assertThat(report.total().sent()).isEqualTo(500_100);
      assertThat(report.total().overruled()).isEqualTo(1);
      assertThat(report.left()).isZero();
      assertThat(site.rowsThere(SUMS)).containsExactly("500107|1|7");
      assertThat(site.rowsHere("SELECT count(*) FROM understudy.sent_1")).containsExactly("0");
      assertThat(site.round().total().applied()).isZero();
      assertThat(site.rowsThere(SUMS)).containsExactly("500107|1|7");
    }
  }

  /** Reading a table for each row of another takes minutes for so many; hashing it, a second. */
  @Test
  @Tag("thorough")
  @Timeout(60)
  void aRoundOfManyRowsFollowsOneThatLeftEmptyTables() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE item (id int PRIMARY KEY, n int NOT NULL)",
            "INSERT INTO item SELECT i, 0 FROM generate_series(1, 100000) i")) {
      site.here("UPDATE item SET n = 1 WHERE id = 1");
      site.round();
      TwoServers.run(site.servers().fallback(), "VACUUM understudy.sent_1, understudy.journal_1");
      site.here("UPDATE item SET n = n + 1");

      assertThat(site.round().total().applied()).isEqualTo(100_000);
    }
  }

  /** The journal keeps its file: to shorten it takes a lock that writers would wait for. */
  @Test
  void whatWasHandedOverIsNotReadAgainByTheLastRound() throws SQLException {
    String sent = "SELECT pg_relation_size('understudy.sent_1')";
    String journal = "SELECT pg_relation_size('understudy.journal_1')";
    try (DegradedSite site =
        DegradedSite.after("CREATE TABLE item (id int PRIMARY KEY, n int NOT NULL)")) {
      site.here("INSERT INTO item SELECT i, 0 FROM generate_series(1, 5000) i");
      Reconciler reconciler = site.reconciler();
      reconciler.round(site.verdicts(), site.epoch());
      long size = number(site, journal);
      assertThat(number(site, sent)).isPositive();

      tidy(site, reconciler);

      assertThat(number(site, sent)).isZero();
      site.here("UPDATE item SET n = 1");
      assertThat(number(site, journal))
          .as("the room of what is gone serves again")
          .isBetween(size, size * 3 / 2);
      reconciler.round(site.verdicts(), site.epoch());
      reconciler.release();
      assertThat(site.rowsThere("SELECT sum(n) FROM item")).containsExactly("5000");
    }
  }

  /** VACUUM asks for that lock again and again, for five seconds, before it goes without. */
  @Test
  @Timeout(60)
  void tidyingUpWaitsForNoWriter() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after("CREATE TABLE item (id int PRIMARY KEY, n int NOT NULL)")) {
      site.here("INSERT INTO item SELECT i, 0 FROM generate_series(1, 5000) i");
      Reconciler reconciler = site.reconciler();
      reconciler.round(site.verdicts(), site.epoch());
      try (Connection writer = site.servers().fallback().open();
          Statement statement = writer.createStatement()) {
        writer.setAutoCommit(false);
        statement.execute("LOCK TABLE understudy.journal_1 IN ROW EXCLUSIVE MODE");
        long begun = System.nanoTime();
        tidy(site, reconciler);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        writer.rollback();
      }
      reconciler.release();
    }
  }

  private static void tidy(DegradedSite site, Reconciler reconciler) throws SQLException {
    site.verdicts().forEach(one -> reconciler.tidy(List.of(one), Set.of(one.name())));
  }

  private static long number(DegradedSite site, String query) throws SQLException {
    return Long.parseLong(site.rowsHere(query).get(0));
  }
}
