package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class HoldTest {
  private static final String[] BANK = {
    "CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL)",
    "CREATE TABLE booking (id int PRIMARY KEY, account int NOT NULL REFERENCES account,"
        + " amount int NOT NULL CHECK (amount <> 13))",
    "INSERT INTO account SELECT i, 100 FROM generate_series(1, 9) i"
  };

  private static DegradedSite bank() throws SQLException {
    return DegradedSite.empty().policy("*", "hold").begin(BANK);
  }

  private static String[] transfer(int from, int to, int amount) {
    return new String[] {
      "UPDATE account SET balance = balance - " + amount + " WHERE id = " + from,
      "UPDATE account SET balance = balance + " + amount + " WHERE id = " + to
    };
  }

  @Test
  void transactionsThatShareARowAreHeldTogetherAndOthersArrive() throws SQLException {
    try (DegradedSite site = bank()) {
      site.hereTogether(transfer(1, 2, 10));
      site.hereTogether(transfer(2, 3, 10));
      site.hereTogether(transfer(5, 6, 10));
      site.there("UPDATE account SET balance = 50 WHERE id = 1");

      RoundReport report = site.round();

      assertThat(site.rowsThere("SELECT * FROM account WHERE id < 7 ORDER BY id"))
          .containsExactly("1|50", "2|100", "3|100", "4|100", "5|90", "6|110");
      assertThat(site.ledger())
          .containsExactlyInAnyOrder(
              "held|\"public\".\"account\"|1|changed on both sides: balance",
              "held|\"public\".\"account\"|2|its transaction is held",
              "held|\"public\".\"account\"|3|its transaction is held");
      assertThat(report.total().held()).isEqualTo(3);
    }
  }

  @Test
  void aLaterTransactionOnAHeldRowIsHeldWithAllItTouched() throws SQLException {
    try (DegradedSite site = bank()) {
      site.hereTogether(transfer(1, 2, 10));
      site.there("UPDATE account SET balance = 50 WHERE id = 1");
      site.round();
      site.hereTogether(transfer(2, 7, 5));

      site.round();

      assertThat(site.rowsThere("SELECT sum(balance) FROM account")).containsExactly("850");
      assertThat(site.ledger()).hasSize(3);
      assertThat(site.rowsThere("SELECT ours[2] FROM understudy.ledger WHERE key = '{2}'"))
          .containsExactly("105");
    }
  }

  @Test
  void ofARowThatItsTransactionMadeAndDeletedNothingIsHeld() throws SQLException {
    try (DegradedSite site = bank()) {
      site.hereTogether(
          "UPDATE account SET balance = 90 WHERE id = 1",
          "INSERT INTO account VALUES (20, 5)",
          "DELETE FROM account WHERE id = 20");
      site.there(
          "UPDATE account SET balance = 50 WHERE id = 1", "INSERT INTO account VALUES (20, 7)");

      RoundReport report = site.round();

      assertThat(site.ledger())
          .as("to take ours would delete the primary's row 20")
          .containsExactly("held|\"public\".\"account\"|1|changed on both sides: balance");
      assertThat(report.left()).isZero();
      site.lastRound();
      assertThat(site.rowsThere("SELECT balance FROM account WHERE id = 20")).containsExactly("7");
    }
  }

  @Test
  void whatRefersToARowThatARoundLeavesOutIsLeftOutToo() throws SQLException {
    try (DegradedSite site =
            DegradedSite.empty()
                .policy("account", "hold")
                .begin(
                    "CREATE TABLE account (id int PRIMARY KEY, who text)",
                    "CREATE TABLE note (id int PRIMARY KEY, account int REFERENCES account)",
                    "INSERT INTO account VALUES (1, 'a')");
        Connection writer = site.servers().fallbackApplication().connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      site.here("UPDATE account SET who = 'b' WHERE id = 1");
      site.onceAt(
          "round.committed", () -> statement.execute("UPDATE account SET who = 'c' WHERE id = 1"));
      site.round();
      statement.execute("INSERT INTO account VALUES (50, 'ours')");
      statement.execute("INSERT INTO note VALUES (1, 50), (2, 1)");
      writer.commit();
      // The entry of account 1 is in a writer's hands again: with it waits all that it is bound to.
      statement.execute("UPDATE account SET who = 'd' WHERE id = 1");
      site.there("INSERT INTO account VALUES (50, 'theirs')");

      site.round();

      assertThat(site.rowsThere("SELECT * FROM note")).containsExactly("2|1");
      writer.commit();
      site.round();
      assertThat(site.rowsThere("SELECT * FROM note")).containsExactly("2|1");
      assertThat(site.ledger())
          .anyMatch(entry -> entry.endsWith("\"note\"|1|refers to a row that is held"));
    }
  }

  @Test
  void aTransactionThatArrivedBindsNoLaterOne() throws SQLException {
    try (DegradedSite site = bank()) {
      site.hereTogether(transfer(1, 2, 10));
      site.round();
      site.hereTogether(transfer(2, 3, 10));
      site.there("UPDATE account SET balance = 0 WHERE id = 3");

      site.round();

      assertThat(site.ledger()).hasSize(2);
      assertThat(site.rowsThere("SELECT * FROM account WHERE id < 3 ORDER BY id"))
          .containsExactly("1|90", "2|110");
      assertThat(site.rowsHere("SELECT count(DISTINCT xid) FROM understudy.touch"))
          .containsExactly("1");
    }
  }

  @Test
  void aRefusedRowHoldsItsTransaction() throws SQLException {
    try (DegradedSite site = bank()) {
      TwoServersDrop.check(site);
      site.hereTogether(
          "INSERT INTO booking VALUES (1, 1, 13)", "UPDATE account SET balance = 87 WHERE id = 1");
      site.hereTogether(
          "INSERT INTO booking VALUES (2, 2, 12)", "UPDATE account SET balance = 88 WHERE id = 2");

      site.round();

      assertThat(site.rowsThere("SELECT * FROM account WHERE id < 3 ORDER BY id"))
          .containsExactly("1|100", "2|88");
      assertThat(site.rowsThere("SELECT id FROM booking")).containsExactly("2");
      assertThat(site.ledger()).hasSize(2).allMatch(entry -> entry.startsWith("held|"));
    }
  }

  @Test
  void aRowThatAnotherSessionHasLockedWaitsWithItsTransaction() throws SQLException {
    try (DegradedSite site = bank();
        Connection other = site.servers().primaryOther().connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT FROM account WHERE id = 1 FOR UPDATE");
      site.hereTogether(transfer(1, 2, 10));
      site.hereTogether(transfer(3, 4, 10));

      RoundReport first = site.round();

      assertThat(first.total().skipped()).isEqualTo(2);
      assertThat(first.left()).isEqualTo(2);
      assertThat(site.rowsThere("SELECT balance FROM account WHERE id IN (2, 4) ORDER BY id"))
          .containsExactly("100", "110");
      other.rollback();
      assertThat(site.round().left()).isZero();
      assertThat(site.rowsThere("SELECT balance FROM account WHERE id < 5 ORDER BY id"))
          .containsExactly("90", "110", "90", "110");
      assertThat(site.ledger()).isEmpty();
    }
  }

  /** Takes the fallback's check away, so that the primary alone refuses. */
  private static final class TwoServersDrop {
    static void check(DegradedSite site) throws SQLException {
      com.hypermindlabs.understudy.capture.TwoServers.run(
          site.servers().fallback(), "ALTER TABLE booking DROP CONSTRAINT booking_amount_check");
    }
  }

  @Test
  void whatIsHeldWithARowThatIsHeldSaysSo() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("*", "hold")
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, a text)",
                "CREATE TABLE c (id int PRIMARY KEY, t int REFERENCES t)")) {
      site.there("INSERT INTO t VALUES (1, 'theirs')");
      site.here("INSERT INTO t VALUES (1, 'ours')");
      site.hereTogether("INSERT INTO c VALUES (1, 1)", "INSERT INTO c VALUES (2, NULL)");

      site.lastRound();

      assertThat(site.ledger())
          .containsExactlyInAnyOrder(
              "held|\"public\".\"t\"|1|born on both sides: a",
              "held|\"public\".\"c\"|1|refers to a row that is held",
              "held|\"public\".\"c\"|2|its transaction is held");
    }
  }

  /** As long as the table's own index takes it. */
  @Test
  void aLongKeyIsToldApartAndReadAgainAfterTheReturn() throws SQLException {
    String rows = "left(string_agg(md5(i::text), ''), 2680), '%s' FROM generate_series(1, 400) i";
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t", "hold")
            .beginMirrored("CREATE TABLE t (id text PRIMARY KEY, a text)")) {
      site.there("INSERT INTO t SELECT " + rows.formatted("theirs"));
      site.here("INSERT INTO t SELECT " + rows.formatted("ours"), "INSERT INTO t VALUES ('1', '')");
      site.here("UPDATE t SET a = 'again' WHERE id = '1'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM t ORDER BY id")).containsExactly("again", "theirs");
      site.mirror();
      assertThat(site.rowsHere("SELECT a FROM t ORDER BY id")).containsExactly("again", "theirs");
      assertThat(site.rowsHere("SELECT count(*) FROM understudy.refresh")).containsExactly("0");
    }
  }

  @Test
  void aTransactionIsHeldWholeThoughALabelOfAKeyIsRenamed() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("*", "hold")
            .begin(
                "CREATE TYPE mood AS ENUM ('sad', 'glad')",
                "CREATE TABLE t (m mood PRIMARY KEY, a text)",
                "CREATE TABLE u (id int PRIMARY KEY, a text)",
                "INSERT INTO t VALUES ('sad', 'a')",
                "INSERT INTO u VALUES (1, 'a')")) {
      site.there("UPDATE u SET a = 'there'");
      site.hereTogether("UPDATE t SET a = 'here'", "UPDATE u SET a = 'here'");
      String rename = "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'";
      site.servers().onPrimary(rename);
      TwoServers.run(site.servers().migration(), rename);

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM t")).containsExactly("a");
      assertThat(site.ledger()).hasSize(2);
    }
  }

  @Test
  void aTransactionIsHeldWholeThoughARowOfItIsRenumbered() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("*", "hold")
            .begin(
                "CREATE TABLE t (id char(4) PRIMARY KEY, a text)",
                "CREATE TABLE u (id int PRIMARY KEY, a text)",
                "INSERT INTO t VALUES ('one', 'a')",
                "INSERT INTO u VALUES (1, 'a')")) {
      site.there("UPDATE u SET a = 'there'");
      site.hereTogether("UPDATE t SET a = 'here'", "UPDATE u SET a = 'here'");
      String rename = "UPDATE t SET id = 'two'";
      site.servers().onPrimary(rename);
      TwoServers.run(site.servers().migration(), rename);

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM t")).containsExactly("two |a");
      assertThat(site.ledger()).hasSize(2);
    }
  }
}
