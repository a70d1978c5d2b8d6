package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.StepHook;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several steps of migrations in one start: one changes a table, a later one its rows. */
class MigrationStepsTest {
  private static final String[] TABLE = {
    "CREATE TABLE t (id int PRIMARY KEY, a text, n int, other text, phone text)",
    "INSERT INTO t VALUES (1, 'a', 1), (2, 'a', 1)"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE t RENAME COLUMN a TO b; UPDATE t SET b = upper(b)",
        "ALTER TABLE t DROP COLUMN a; UPDATE t SET other = 'filled'",
        "ALTER TABLE t ALTER n TYPE text; UPDATE t SET n = 'no. ' || n",
        "ALTER TABLE t ALTER n TYPE bigint; UPDATE t SET n = n + 10000000000",
        "ALTER TABLE t RENAME COLUMN id TO number; UPDATE t SET other = 'filled'",
        "ALTER TABLE t ALTER id TYPE bigint; UPDATE t SET other = 'filled'",
        "ALTER TABLE t ADD COLUMN c text; UPDATE t SET c = a",
        "ALTER TABLE t RENAME TO u; UPDATE u SET other = 'filled'; ALTER TABLE u RENAME TO t",
        "ALTER TABLE t DROP COLUMN a; TRUNCATE t; INSERT INTO t VALUES (1), (2)"
      })
  void goThrough(String steps) throws SQLException {
    try (DegradedSite site = DegradedSite.after(TABLE)) {
      site.here("UPDATE t SET phone = 'ours'");

      site.migrateHere(steps.split("; "));

      assertThat(site.rowsHere("SELECT count(*) FROM t")).containsExactly("2");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE t RENAME COLUMN a TO b; UPDATE t SET b = upper(b) | SELECT b FROM t | A",
        "ALTER TABLE t DROP COLUMN a; UPDATE t SET n = n + 1 | SELECT n FROM t | 8",
        "ALTER TABLE t ALTER id TYPE bigint; UPDATE t SET n = n + 1 | SELECT n FROM t | 8",
        "ALTER TABLE t RENAME COLUMN id TO no; UPDATE t SET n = n + 1 | SELECT n FROM t | 8"
      })
  void moveTheBaseAsOneDoes(String steps, String question, String expected) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty().policy("t", "fallback-wins").begin(TABLE[0], TABLE[1])) {
      site.there("UPDATE t SET n = 7");
      site.here("UPDATE t SET phone = 'ours' WHERE id = 1", "DELETE FROM t WHERE id = 2");
      site.migrate(steps.split("; "));

      site.lastRound();

      assertThat(site.rowsThere(question)).containsExactly(expected);
      assertThat(site.rowsThere("SELECT phone FROM t")).containsExactly("ours");
    }
  }

  @Test
  void aChangeSurvivesOneOfItsColumn() throws SQLException {
    try (DegradedSite site = DegradedSite.after(TABLE)) {
      site.here("UPDATE t SET a = 'ours' WHERE id = 1");
      site.migrate("ALTER TABLE t RENAME COLUMN a TO b", "UPDATE t SET b = upper(b)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT b FROM t ORDER BY id")).containsExactly("OURS", "A");
      assertThat(site.ledger())
          .containsExactly(
              "overruled|\"public\".\"t\"|1|changed on both sides, perhaps by a migration: b");
    }
  }

  @Test
  void whatIsOnItsWayMovesToo() throws SQLException {
    try (DegradedSite site = DegradedSite.after(TABLE)) {
      site.here("UPDATE t SET phone = 'ours' WHERE id = 1", "INSERT INTO t VALUES (3, 'b')");
      site.hook(
          step -> {
            if (step.equals("round.durable")) {
              throw new IllegalStateException("killed");
            }
          });
      assertThatThrownBy(site::round).hasMessage("killed");
      site.hook(StepHook.NONE);
      site.migrate("ALTER TABLE t RENAME COLUMN a TO b", "UPDATE t SET b = upper(b)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT id, b, phone FROM t ORDER BY id"))
          .containsExactly("1|A|ours", "2|A|-", "3|B|-");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void aRowMayNotGetAnotherKeyMeanwhile() throws SQLException {
    try (DegradedSite site = DegradedSite.after(TABLE)) {
      site.here("UPDATE t SET phone = 'ours' WHERE id = 1");

      assertThatThrownBy(
              () ->
                  site.migrateHere(
                      "ALTER TABLE t DROP COLUMN a", "UPDATE t SET id = id + 10 WHERE id < 3"))
          .hasMessageContaining("was changed in this outage");
    }
  }

  @Test
  void partitionsAreNoOtherTables() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, a text, phone text) PARTITION BY RANGE (id)",
            "CREATE TABLE t_1 (phone text, a text, id int NOT NULL)",
            "ALTER TABLE t ATTACH PARTITION t_1 FOR VALUES FROM (0) TO (10)",
            "INSERT INTO t VALUES (1, 'a'), (2, 'a')")) {
      site.here("UPDATE t SET phone = 'ours' WHERE id = 1", "DELETE FROM t WHERE id = 2");
      site.migrate(
          "ALTER TABLE t RENAME COLUMN a TO b",
          "UPDATE t SET b = upper(b)",
          "UPDATE t_1 SET b = b || '!'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT b, phone FROM t")).containsExactly("A!|ours");
    }
  }
}
