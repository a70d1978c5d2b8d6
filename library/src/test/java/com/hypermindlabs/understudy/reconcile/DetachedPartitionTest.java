package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions that a migration detaches from their root while their changes wait. */
class DetachedPartitionTest {
  private static final String DETACH = "ALTER TABLE t DETACH PARTITION t1";

  private static DegradedSite changed() throws SQLException {
    DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int, y int, a text, PRIMARY KEY (id, y)) PARTITION BY LIST (y)",
            "CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)",
            "CREATE TABLE t2 PARTITION OF t FOR VALUES IN (2)",
            "INSERT INTO t VALUES (1, 1, 'old'), (2, 2, 'old'), (3, 1, 'old'), (4, 2, 'old')");
    site.here(
        "UPDATE t SET a = 'new' WHERE id < 3",
        "INSERT INTO t VALUES (5, 1, 'born')",
        "DELETE FROM t WHERE id IN (3, 4)");
    return site;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "round.durable", "round.committed"})
  void theirChangesGoWithThem(String killed) throws SQLException {
    try (DegradedSite site = changed()) {
      if (!killed.isEmpty()) {
        site.hook(
            step -> {
              if (step.equals(killed)) {
                throw new IllegalStateException("killed");
              }
            });
        assertThatThrownBy(site::round).hasMessage("killed");
        site.hook(StepHook.NONE);
      }
      site.servers().onPrimary(DETACH);
      TwoServers.run(site.servers().migration(), DETACH);
      site.install();
      site.here("UPDATE t1 SET a = a || ' again' WHERE id = 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM t1 ORDER BY id"))
          .as(site.ledger().toString())
          .containsExactly("1|1|new again", "5|1|born");
      assertThat(site.rowsThere("SELECT * FROM t")).containsExactly("2|2|new");
      assertThat(site.rowsHere("SELECT count(*) FROM understudy.round")).containsExactly("0");
    }
  }

  @Test
  void theyGoToTheTableThatThePartitionIsAttachedToNow() throws SQLException {
    try (DegradedSite site = changed()) {
      String[] statements = {
        DETACH,
        "CREATE TABLE old (id int, y int, a text, PRIMARY KEY (id, y)) PARTITION BY LIST (y)",
        "ALTER TABLE old ATTACH PARTITION t1 FOR VALUES IN (1)"
      };
      site.servers().onPrimary(statements);
      TwoServers.run(site.servers().migration(), statements);
      site.install();

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM old ORDER BY id"))
          .containsExactly("1|1|new", "5|1|born");
      assertThat(site.rowsThere("SELECT * FROM t")).containsExactly("2|2|new");
    }
  }

  @Test
  void theyWaitWhileThePartitionIsClosed() throws SQLException {
    try (DegradedSite site = changed()) {
      TwoServers.run(
          site.servers().migration(),
          DETACH,
          "CREATE RULE kept AS ON DELETE TO t1 DO INSTEAD NOTHING");
      site.servers().onPrimary(DETACH);
      site.install();

      assertThatThrownBy(site::lastRound).hasMessageContaining("t1");
      assertThat(site.rowsThere("SELECT * FROM t1 ORDER BY id"))
          .containsExactly("1|1|old", "3|1|old");
      TwoServers.run(site.servers().migration(), "DROP RULE kept ON t1");
      site.install();

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM t1 ORDER BY id"))
          .containsExactly("1|1|new", "5|1|born");
    }
  }

  @Test
  void theRootWaitsTooWhereThePartitionCannotBeRead() throws SQLException {
    try (DegradedSite site = changed()) {
      TwoServers.run(
          site.servers().migration(),
          DETACH,
          "ALTER TABLE t1 ENABLE ROW LEVEL SECURITY",
          "ALTER TABLE t1 FORCE ROW LEVEL SECURITY");
      site.servers().onPrimary(DETACH);

      assertThat(new Journal(site.servers().fallback()).install(site.verdicts(), Set.of()))
          .containsKey(new TableName("public", "t"));

      assertThat(site.rowsHere("SELECT count(*) FROM understudy.journal_1")).containsExactly("5");
    }
  }
}
