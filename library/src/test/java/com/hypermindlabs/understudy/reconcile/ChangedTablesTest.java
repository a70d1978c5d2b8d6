package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that change while a round of theirs is open, or not settled. */
class ChangedTablesTest {
  // ---- a round is open while the schema changes

  @Test
  void aColumnMayBeDropped() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, a text, b text)",
            "INSERT INTO t VALUES (1, 'a1', 'b1'), (2, 'a2', 'b2')")) {
      site.here(
          "UPDATE t SET a = 'a1 new' WHERE id = 1",
          "UPDATE t SET b = 'b2 new' WHERE id = 2",
          "INSERT INTO t VALUES (3, 'a3', 'b3')");
      site.killedAt("round.durable");
      site.migrate("ALTER TABLE t DROP COLUMN a");
      site.lastRound();
      assertThat(site.rowsThere("SELECT * FROM t ORDER BY id"))
          .containsExactly("1|b1", "2|b2 new", "3|b3");
    }
  }

  @Test
  void whatThePrimaryHadIsKnownByTheColumnsThatItWasAskedFor() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, a text, b text, c text)",
            "INSERT INTO t VALUES (1, 'a', 'b', 'c')")) {
      site.there("UPDATE t SET b = 'b there'");
      site.here("UPDATE t SET c = 'c here'");
      site.killedAt("round.committed");
      site.migrate("ALTER TABLE t DROP COLUMN a");

      site.round();

      assertThat(site.rowsHere("SELECT o2, o3, t2, t3 FROM understudy.journal_1"))
          .containsExactly("b|c here|b|c here");
    }
  }

  @Test
  void aColumnMayBeAdded() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, a text)", "INSERT INTO t VALUES (1, 'a1')")) {
      site.here("UPDATE t SET a = 'a1 new' WHERE id = 1");
      site.killedAt("round.durable");
      site.migrate("ALTER TABLE t ADD COLUMN c text DEFAULT 'c'");
      site.lastRound();
      assertThat(site.rowsThere("SELECT * FROM t")).containsExactly("1|a1 new|c");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "round.durable"})
  void aColumnMayHaveATypeThatItsValuesBecomeByARuleOfTheMigration(String killed)
      throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, a text, b text)",
            "INSERT INTO t VALUES (1, 'abc', 'b'), (2, 'abc', 'b'), (3, 'abc', 'b')")) {
      site.there("UPDATE t SET a = 'there, longer' WHERE id = 2");
      site.here(
          "UPDATE t SET b = 'here' WHERE id = 1",
          "UPDATE t SET a = 'here' WHERE id > 1",
          "DELETE FROM t WHERE id = 3");
      if (!killed.isEmpty()) {
        site.killedAt(killed);
      }
      site.migrate("ALTER TABLE t ALTER a TYPE int USING length(a)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM t ORDER BY id"))
          .containsExactly("1|3|here", "2|13|b", "3|3|b");
      assertThat(site.ledger()).as("the others are told").hasSize(2);
    }
  }

  @Test
  void aTableMayBeRenamedBeforeItsRoundIsSettled() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, a text)",
            "INSERT INTO t VALUES (1, 'old'), (2, 'old')")) {
      site.here("UPDATE t SET a = 'new'");
      try (Connection other = site.servers().primaryOther().connect();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("SELECT FROM t WHERE id = 1 FOR UPDATE");
        site.killedAt("round.committed");
        other.rollback();
      }
      site.migrate("ALTER TABLE t RENAME TO renamed");
      site.lastRound();
      assertThat(site.rowsThere("SELECT * FROM renamed ORDER BY id"))
          .containsExactly("1|new", "2|new");
    }
  }

  /** Of two tables a round is open when one of them loses its key on the primary. */
  private static DegradedSite outOfReach(String at) throws SQLException {
    DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, a text)",
            "CREATE TABLE u (id int PRIMARY KEY, a text)");
    site.here("INSERT INTO t VALUES (1, 'x')", "INSERT INTO u VALUES (1, 'x')");
    site.killedAt(at);
    site.servers().onPrimary("ALTER TABLE u DROP CONSTRAINT u_pkey");
    return site;
  }

  @Test
  void whatWasNotSentOfATableOutOfReachGoesLater() throws SQLException {
    try (DegradedSite site = outOfReach("round.durable")) {
      assertThatThrownBy(site::round).hasMessageContaining("no primary key");
      assertThat(site.rowsThere("SELECT * FROM t")).containsExactly("1|x");
      assertThat(site.rowsThere("SELECT * FROM u")).isEmpty();
      site.servers().onPrimary("ALTER TABLE u ADD PRIMARY KEY (id)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM u")).containsExactly("1|x");
    }
  }

  @Test
  void whatArrivedOfATableOutOfReachIsSettled() throws SQLException {
    try (DegradedSite site = outOfReach("round.committed")) {
      assertThat(site.round().left()).isZero();

      assertThat(site.rowsThere("SELECT * FROM u")).containsExactly("1|x");
      assertThat(site.rowsHere("SELECT count(*) FROM understudy.round")).containsExactly("0");
    }
  }

  @Test
  void aSumIsAddedOnceThoughItsTableIsOutOfReachForAWhile() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("account.balance", "delta")
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, a text)",
                "CREATE TABLE account (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, balance"
                    + " int)",
                "INSERT INTO account (balance) VALUES (100)")) {
      site.there("UPDATE account SET balance = balance + 1");
      site.here(
          "UPDATE account SET balance = balance + 10",
          "INSERT INTO account VALUES (7, 7)",
          "INSERT INTO t VALUES (1, 'x')");
      site.killedAt("round.committed"); // the primary has it, the answer is lost
      site.servers()
          .onPrimary(
              "ALTER TABLE account ADD COLUMN note text",
              "ALTER TABLE account DROP CONSTRAINT account_pkey");
      site.round();
      site.servers().onPrimary("ALTER TABLE account ADD PRIMARY KEY (id)");
      TwoServers.run(site.servers().migration(), "ALTER TABLE account ADD COLUMN note text");
      new Journal(site.servers().fallback()).install(site.verdicts(), Set.of());
      site.here("UPDATE account SET balance = 8 WHERE id = 7");
      site.lastRound();
      assertThat(site.rowsThere("SELECT id, balance FROM account ORDER BY id"))
          .containsExactly("1|111", "7|8");
    }
  }
}
