package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of a round that another row is in the way of: one that is locked, left out or held. */
class RowsInTheWayTest {
  private static final String[] FAMILY = {
    "CREATE TABLE parent (id int PRIMARY KEY, a text)",
    "CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent, a text UNIQUE)",
    "INSERT INTO parent VALUES (1, 'a'), (2, 'b')",
    "INSERT INTO child VALUES (1, 1, 'c')"
  };

  /** Another session does this on the primary for the time of one round, and takes it back. */
  private static void roundWhile(DegradedSite site, String other) throws SQLException {
    try (Connection connection = site.servers().primaryOther().connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(other);
      site.round();
      connection.rollback();
    }
  }

  // ---- locked

  @ParameterizedTest
  @ValueSource(strings = {"DELETE FROM child", "UPDATE child SET parent = 2"})
  void whatASkippedRowAloneRefersToIsDeletedWithItsNextRound(String first) throws SQLException {
    try (DegradedSite site = DegradedSite.after(FAMILY)) {
      site.here(first, "DELETE FROM parent WHERE id = 1");
      roundWhile(site, "SELECT FROM child WHERE id = 1 FOR UPDATE");

      site.lastRound();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT id FROM parent")).containsExactly("2");
    }
  }

  @Test
  void aChainOfDeletesWaitsForTheSkippedRowAtItsEnd() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t)",
            "INSERT INTO t VALUES (1, NULL), (2, 1), (3, 2), (4, NULL)")) {
      site.here("UPDATE t SET up = 4 WHERE id = 3", "DELETE FROM t WHERE id IN (1, 2)");
      roundWhile(site, "SELECT FROM t WHERE id = 3 FOR UPDATE");

      site.lastRound();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT * FROM t ORDER BY id")).containsExactly("3|4", "4|-");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT FROM parent WHERE id = 1 FOR UPDATE",
        "INSERT INTO child VALUES (20, 2, 'new')"
      })
  void whatAnotherSessionIsInTheWayOfKeepsNothingElseBack(String other) throws SQLException {
    try (DegradedSite site = DegradedSite.after(FAMILY)) {
      site.here(
          "INSERT INTO child VALUES (10, 1, 'new')", "UPDATE parent SET a = 'new' WHERE id = 2");
      roundWhile(site, other);
      assertThat(site.rowsThere("SELECT a FROM parent WHERE id = 2")).containsExactly("new");
      assertThat(site.ledger()).isEmpty();

      site.lastRound();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT id FROM child ORDER BY id")).containsExactly("1", "10");
    }
  }

  @Test
  void aRoundThatWaitsForALockSaysWhose() throws SQLException {
    try (DegradedSite site = DegradedSite.after(FAMILY)) {
      site.here("UPDATE parent SET a = 'new' WHERE id = 1");
      String lock = "SET LOCAL application_name = 'a dump'; LOCK TABLE parent IN EXCLUSIVE MODE";
      assertThatThrownBy(() -> roundWhile(site, lock))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContainingAll("locked by pid ", "of primary_other (a dump)");
    }
  }

  @Test
  void rowsThatAreSkippedSayWhoMayHaveThem() throws SQLException {
    try (DegradedSite site = DegradedSite.after(FAMILY);
        Connection other = site.servers().primaryOther().connect();
        Statement statement = other.createStatement()) {
      site.here("UPDATE child SET a = 'new' WHERE id = 1");
      other.setAutoCommit(false);
      statement.execute("SELECT FROM child WHERE id = 1 FOR UPDATE");
      Reconciler reconciler = site.reconciler();

      RoundReport round = reconciler.round(site.verdicts(), site.epoch());

      assertThat(reconciler.holders(site.verdicts(), round)).hasSize(1);
      assertThat(reconciler.holders(site.verdicts(), RoundReport.nothing())).isEmpty();
      reconciler.release();
    }
  }

  // ---- left out

  /**
   * Row 1 has gone over once, was changed again, and a writer has it in hand: the next round leaves
   * it out.
   */
  private static void withRowLeftOut(DegradedSite site, String again, String... others)
      throws SQLException {
    site.here("UPDATE t SET a = 'one' WHERE id = 1");
    try (Connection writer = site.servers().fallbackApplication().connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("UPDATE t SET a = 'two' WHERE id = 1");
      site.round();
      statement.execute(again);
      writer.commit();
      statement.execute("UPDATE t SET a = 'three' WHERE id = 1");
      site.here(others);
      site.round();
      writer.commit();
    }
    site.lastRound();
  }

  @Test
  void whoGetsAValueOfARowThatIsLeftOutIsNotHeld() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, code text UNIQUE, a text)",
            "INSERT INTO t VALUES (1, 'x', 'a')")) {
      withRowLeftOut(
          site, "UPDATE t SET code = 'y' WHERE id = 1", "INSERT INTO t VALUES (2, 'x', 'new')");

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT * FROM t ORDER BY id"))
          .containsExactly("1|y|three", "2|x|new");
    }
  }

  @Test
  void whatARowThatIsLeftOutReferredToIsDeleted() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE parent (id int PRIMARY KEY)",
            "CREATE TABLE t (id int PRIMARY KEY, parent int REFERENCES parent, a text)",
            "INSERT INTO parent VALUES (1), (2)",
            "INSERT INTO t VALUES (1, 1, 'a')")) {
      withRowLeftOut(
          site, "UPDATE t SET parent = 2 WHERE id = 1", "DELETE FROM parent WHERE id = 1");

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT * FROM parent")).containsExactly("2");
    }
  }

  // ---- held

  @Test
  void aDeleteIsHeldWithTheRowThatReferredToIt() throws SQLException {
    try (DegradedSite site = DegradedSite.after(FAMILY)) {
      site.servers().onPrimary("ALTER TABLE child ADD CHECK (a <> 'bad')");
      site.here("UPDATE child SET parent = 2, a = 'bad'", "DELETE FROM parent WHERE id = 1");

      site.lastRound();

      assertThat(site.ledger())
          .hasSize(2)
          .allMatch(entry -> entry.startsWith("held|"))
          .anyMatch(entry -> entry.endsWith("referred to by a row that is held"));
    }
  }

  @Test
  void besideALockedRowARefusedOneIsHeldInTheLastRound() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, a text)",
            "INSERT INTO t VALUES (1, 'a'), (2, 'b')")) {
      site.servers().onPrimary("ALTER TABLE t ADD CHECK (a <> 'bad')");
      site.here("UPDATE t SET a = 'new' WHERE id = 1", "UPDATE t SET a = 'bad' WHERE id = 2");
      roundWhile(site, "SELECT FROM t WHERE id = 1 FOR UPDATE");
      assertThat(site.ledger()).isEmpty();

      site.lastRound();

      assertThat(site.ledger()).hasSize(1);
      assertThat(site.rowsThere("SELECT a FROM t ORDER BY id")).containsExactly("new", "b");
    }
  }
}
