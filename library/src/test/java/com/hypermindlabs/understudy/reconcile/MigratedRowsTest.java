package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that a migration changes in an outage, on both sides. */
class MigratedRowsTest {
  private static final String[] MAIL = {
    "CREATE TABLE t (id int PRIMARY KEY, mail text, note text)",
    "INSERT INTO t VALUES (1, 'Old', 'n')"
  };

  private static final String[] ACCOUNT = {
    "CREATE TABLE account (id int PRIMARY KEY, balance bigint)",
    "INSERT INTO account VALUES (1, 10)"
  };

  private static DegradedSite accounts() throws SQLException {
    return DegradedSite.empty().policy("account.balance", "delta").begin(ACCOUNT);
  }

  @Test
  void aChangeIsNotOverruledByAMigrationOfItsColumn() throws SQLException {
    try (DegradedSite site = DegradedSite.after(MAIL)) {
      site.here("UPDATE t SET mail = 'New'");
      site.migrate("UPDATE t SET mail = lower(mail)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT mail FROM t")).containsExactly("new");
      assertThat(site.ledger())
          .as("theirs is on record: nobody knows whether it was changed")
          .containsExactly(
              "overruled|\"public\".\"t\"|1|changed on both sides, perhaps by a migration: mail");
    }
  }

  /** What is seen of another writer in the row makes it likely that the difference is theirs. */
  @Test
  void itIsWhereSomebodyElseHasChangedTheRowToo() throws SQLException {
    try (DegradedSite site = DegradedSite.after(MAIL)) {
      site.there("UPDATE t SET mail = 'There', note = 'there'");
      site.here("UPDATE t SET mail = 'New'");
      site.migrate("UPDATE t SET mail = lower(mail)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT mail, note FROM t")).containsExactly("there|there");
      assertThat(site.ledger()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"primary-wins, THERE", "fallback-wins, THERE"})
  void whatAMigrationMakesOfAnUntouchedColumnIsNoChangeOfOurs(String policy, String expected)
      throws SQLException {
    try (DegradedSite site = DegradedSite.empty().policy("t", policy).begin(MAIL)) {
      site.there("UPDATE t SET mail = 'there'");
      site.here("UPDATE t SET note = 'here'");
      site.migrate("UPDATE t SET mail = upper(mail)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT mail, note FROM t")).containsExactly(expected + "|here");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary-wins", "fallback-wins", "hold"})
  void whatWasDeletedStaysDeletedOrIsHeld(String policy) throws SQLException {
    try (DegradedSite site = DegradedSite.empty().policy("t", policy).begin(MAIL)) {
      site.here("DELETE FROM t");
      site.migrate("UPDATE t SET mail = lower(mail)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT count(*) FROM t"))
          .containsExactly(policy.equals("hold") ? "1" : "0");
      assertThat(site.ledger())
          .containsExactly(
              (policy.equals("hold") ? "held" : "overruled")
                  + "|\"public\".\"t\"|1|deleted here, changed there, perhaps by a migration: mail");
    }
  }

  @Test
  void aChangeGoesWithARowThatIsRenumbered() throws SQLException {
    try (DegradedSite site = DegradedSite.after(MAIL)) {
      site.here("UPDATE t SET note = 'new'", "INSERT INTO t VALUES (2, 'born', 'n')");
      site.migrate("UPDATE t SET id = id + 1000 WHERE id < 2");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM t ORDER BY id"))
          .containsExactly("2|born|n", "1001|Old|new");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void aDeleteIsHeldWhereRowsAreRenumbered() throws SQLException {
    try (DegradedSite site = DegradedSite.after(MAIL)) {
      site.servers().onPrimary("INSERT INTO t VALUES (2, 'b', 'n')");
      TwoServers.run(site.servers().migration(), "INSERT INTO t VALUES (2, 'b', 'n')");
      site.here("DELETE FROM t WHERE id = 1");
      site.migrate("UPDATE t SET id = id + 1000");

      site.lastRound();

      assertThat(site.ledger())
          .containsExactly(
              "held|\"public\".\"t\"|1|deleted here, and a migration gave rows other keys");
    }
  }

  @Test
  void aRowMayNotGetTheKeyThatADeletedOneHad() throws SQLException {
    try (DegradedSite site = DegradedSite.after(MAIL)) {
      TwoServers.run(site.servers().migration(), "INSERT INTO t VALUES (2, 'b', 'n')");
      site.here("DELETE FROM t WHERE id = 2");

      assertThatThrownBy(
              () -> TwoServers.run(site.servers().migration(), "UPDATE t SET id = id + 1"))
          .hasMessageContaining("a row that had it was changed in this outage");
    }
  }

  // ---- sums

  @Test
  void aSumWhoseUnitAMigrationChangesIsHeld() throws SQLException {
    try (DegradedSite site = accounts()) {
      site.here("UPDATE account SET balance = balance + 1");
      site.migrate("UPDATE account SET balance = balance * 100");

      site.lastRound();

      assertThat(site.rowsThere("SELECT balance FROM account")).containsExactly("1000");
      assertThat(site.ledger())
          .containsExactly(
              "held|\"public\".\"account\"|1|changed on both sides, perhaps by a migration:"
                  + " balance");
    }
  }

  @Test
  void aSumThatIsAddedAfterItIsRight() throws SQLException {
    try (DegradedSite site = accounts()) {
      site.there("UPDATE account SET balance = balance + 5");
      site.migrate("UPDATE account SET balance = balance * 100");
      site.here("UPDATE account SET balance = balance + 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT balance FROM account")).containsExactly("1501");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void aSumThatHasArrivedIsRightThoughItsUnitChangesBeforeItIsSettled() throws SQLException {
    try (DegradedSite site = accounts()) {
      site.there("UPDATE account SET balance = balance + 5");
      site.here("UPDATE account SET balance = balance + 1");
      site.killedAt("round.committed");
      site.migrate("UPDATE account SET balance = balance * 100");
      site.here("UPDATE account SET balance = balance + 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT balance FROM account")).containsExactly("1601");
    }
  }

  @Test
  void aSumThatIsOnItsWayIsHeldWhenItsUnitChanges() throws SQLException {
    try (DegradedSite site = accounts()) {
      site.here("UPDATE account SET balance = balance + 1");
      site.killedAt("round.durable");
      site.migrate("UPDATE account SET balance = balance * 100");

      site.lastRound();

      assertThat(site.rowsThere("SELECT balance FROM account")).containsExactly("1000");
      assertThat(site.ledger()).hasSize(1).allMatch(entry -> entry.startsWith("held|"));
    }
  }

  @Test
  void whatIsOnItsWayArrivesAsTheMigrationHasMadeIt() throws SQLException {
    try (DegradedSite site = DegradedSite.after(MAIL)) {
      site.here("INSERT INTO t VALUES (2, 'New', 'n')", "UPDATE t SET note = 'new' WHERE id = 1");
      site.killedAt("round.durable");
      site.migrate("UPDATE t SET mail = lower(mail)", "UPDATE t SET id = 1001 WHERE id = 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM t ORDER BY id"))
          .containsExactly("2|new|n", "1001|old|new");
      assertThat(site.ledger()).isEmpty();
    }
  }
}
