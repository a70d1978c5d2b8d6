package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTest {
  private static final String[] ACCOUNTS = {
    "CREATE TABLE account (id int PRIMARY KEY, owner text, balance int NOT NULL, note text)",
    "INSERT INTO account SELECT i, 'owner ' || i, 100, NULL FROM generate_series(1, 9) i"
  };

  @Test
  void insertsUpdatesAndDeletesArrive() throws SQLException {
    try (DegradedSite site = DegradedSite.after(ACCOUNTS)) {
      site.here(
          "INSERT INTO account VALUES (10, 'new', 5, 'born here')",
          "UPDATE account SET balance = 70 WHERE id = 1",
          "DELETE FROM account WHERE id = 2");

      RoundReport report = site.round();

      assertThat(site.rowsThere("SELECT * FROM account WHERE id IN (1, 2, 10) ORDER BY id"))
          .containsExactly("1|owner 1|70|-", "10|new|5|born here");
      assertThat(report.total().applied()).isEqualTo(3);
      assertThat(report.left()).isZero();
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void changesOfDifferentColumnsMerge() throws SQLException {
    try (DegradedSite site = DegradedSite.after(ACCOUNTS)) {
      site.here("UPDATE account SET balance = 70 WHERE id = 1");
      site.there("UPDATE account SET note = 'theirs' WHERE id = 1");

      RoundReport report = site.round();

      assertThat(site.rowsThere("SELECT * FROM account WHERE id = 1"))
          .containsExactly("1|owner 1|70|theirs");
      assertThat(report.total().merged()).isEqualTo(1);
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void thePrimaryWinsAConflictUnlessDeclaredOtherwise() throws SQLException {
    try (DegradedSite site = DegradedSite.after(ACCOUNTS)) {
      site.here("UPDATE account SET balance = 70, note = 'ours' WHERE id = 1");
      site.there("UPDATE account SET balance = 60 WHERE id = 1");

      RoundReport report = site.round();

      assertThat(site.rowsThere("SELECT * FROM account WHERE id = 1"))
          .containsExactly("1|owner 1|60|ours");
      assertThat(report.total().overruled()).isEqualTo(1);
      assertThat(site.ledger())
          .containsExactly("overruled|\"public\".\"account\"|1|changed on both sides: balance");
    }
  }

  /** Column by column it would refer to half a row, which no constraint refuses. */
  @Test
  void aReferenceOfSeveralColumnsMergesAsOne() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE place (a int, b text, PRIMARY KEY (a, b))",
            "INSERT INTO place VALUES (1, 'x'), (2, 'x')",
            "CREATE TABLE visit (id int PRIMARY KEY, a int, b text, note text,"
                + " FOREIGN KEY (a, b) REFERENCES place)",
            "INSERT INTO visit VALUES (1, 1, 'x', 'before'), (2, 1, 'x', 'before')")) {
      site.here(
          "UPDATE visit SET a = NULL, b = NULL, note = 'ours' WHERE id = 1",
          "UPDATE visit SET a = 2 WHERE id = 2");
      site.there(
          "UPDATE visit SET a = 2 WHERE id = 1", "UPDATE visit SET note = 'theirs' WHERE id = 2");

      site.round();

      assertThat(site.rowsThere("SELECT * FROM visit ORDER BY id"))
          .containsExactly("1|2|x|ours", "2|2|x|theirs");
      assertThat(site.ledger())
          .containsExactly("overruled|\"public\".\"visit\"|1|changed on both sides: a, b");
    }
  }

  @Test
  void theFallbackWinsWhereDeclared() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty().policy("account", "fallback-wins").begin(ACCOUNTS)) {
      site.here("UPDATE account SET balance = 70 WHERE id = 1");
      site.there("UPDATE account SET balance = 60 WHERE id = 1");

      site.round();

      assertThat(site.rowsThere("SELECT balance FROM account WHERE id = 1")).containsExactly("70");
      assertThat(site.ledger()).hasSize(1);
    }
  }

  @Test
  void deltasAddUpOverSeveralRounds() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty().policy("account.balance", "delta").begin(ACCOUNTS)) {
      site.here("UPDATE account SET balance = balance + 10 WHERE id = 1");
      site.there("UPDATE account SET balance = balance + 20 WHERE id = 1");
      site.round();
      site.here("UPDATE account SET balance = balance + 5 WHERE id = 1");
      site.round();
      site.there("UPDATE account SET balance = balance - 1 WHERE id = 1");
      site.here("UPDATE account SET balance = balance - 2 WHERE id = 1");
      site.round();

      assertThat(site.rowsThere("SELECT balance FROM account WHERE id = 1")).containsExactly("132");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void whatWasTouchedAgainIsSentAgainAndNothingElse() throws SQLException {
    try (DegradedSite site = DegradedSite.after(ACCOUNTS)) {
      site.here("UPDATE account SET balance = 70", "UPDATE account SET note = 'x' WHERE id = 3");
      site.round();
      site.here("UPDATE account SET note = 'y' WHERE id = 3");
      site.there("UPDATE account SET owner = 'theirs' WHERE id = 3");

      RoundReport report = site.round();

      assertThat(report.total().sent()).isEqualTo(1);
      assertThat(site.rowsThere("SELECT * FROM account WHERE id = 3"))
          .containsExactly("3|theirs|70|y");
    }
  }

  @Test
  void theLastRoundLeavesTheJournalEmptyAndNamesWhatDiffers() throws SQLException {
    try (DegradedSite site = DegradedSite.after(ACCOUNTS)) {
      site.here("UPDATE account SET balance = 70 WHERE id IN (1, 2)");
      site.there("UPDATE account SET note = 'theirs' WHERE id = 2");

      RoundReport report = site.lastRound();

      assertThat(report.left()).isZero();
      assertThat(site.rowsHere("SELECT key[1] FROM understudy.refresh")).containsExactly("2");
      assertThat(site.rowsHere("SELECT pending, settled, held FROM understudy.journal_count()"))
          .containsExactly("0|0|0");
      assertThat(site.rowsHere("SELECT count(*) FROM understudy.gate")).containsExactly("0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text NOT NULL", "text CHECK (VALUE IS NOT NULL)"})
  void aDomainThatIsNeverNullMergesAlsoWhereThereIsNoRowYet(String domain) throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE DOMAIN word AS " + domain,
            "CREATE DOMAIN words AS jsonb NOT NULL",
            "CREATE DOMAIN name AS word",
            "CREATE TABLE t (id name PRIMARY KEY, a word, b words)",
            "INSERT INTO t VALUES ('1', 'x', '{}'), ('2', 'x', '{}'), ('3', 'x', '{}')")) {
      site.there("UPDATE t SET b = '[1]' WHERE id = '2'");
      site.here(
          "UPDATE t SET a = 'y' WHERE id < '3'",
          "INSERT INTO t VALUES ('4', 'born', '[]')",
          "DELETE FROM t WHERE id = '3'");

      RoundReport report = site.round();

      assertThat(site.rowsThere("SELECT * FROM t ORDER BY id"))
          .containsExactly("1|y|{}", "2|y|[1]", "4|born|[]");
      assertThat(report.total().held()).isZero();
      site.here("UPDATE t SET a = 'z' WHERE id = '2'");
      site.lastRound();
      assertThat(site.rowsThere("SELECT * FROM t WHERE id = '2'")).containsExactly("2|z|[1]");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void whatADomainOfThePrimaryRefusesIsHeldAlone() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE DOMAIN word AS text", "CREATE TABLE t (id int PRIMARY KEY, a word)")) {
      site.servers().onPrimary("ALTER DOMAIN word ADD CHECK (VALUE <> 'bad')");
      site.here("INSERT INTO t VALUES (1, 'bad'), (2, 'good')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM t")).containsExactly("2|good");
      assertThat(site.ledger()).hasSize(1).allMatch(entry -> entry.contains("|1|value for domain"));
    }
  }

  @Test
  void deltaOfATableAddsUpItsAmountsAlone() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("account", "delta")
            .begin(
                "CREATE TABLE owner (id int PRIMARY KEY)",
                "CREATE TABLE account (id int PRIMARY KEY, name text, owner int REFERENCES owner,"
                    + " balance int)",
                "INSERT INTO owner VALUES (1), (2), (3), (4)",
                "INSERT INTO account VALUES (1, 'a', 1, 5)")) {
      site.there("UPDATE account SET name = 'there', owner = 2, balance = 15");
      site.here("UPDATE account SET name = 'here', owner = 3, balance = 6");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM account")).containsExactly("1|there|2|16");
    }
  }

  @Test
  void deltaOfAColumnThatIsNoAmountIsRefusedAndSaysSo() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("account.name", "delta")
            .begin("CREATE TABLE account (id int PRIMARY KEY, name text)")) {
      site.here("INSERT INTO account VALUES (1, 'a')");

      assertThatThrownBy(site::round)
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining(
              "delta for public.account.name, and values of text cannot be added up");
    }
  }

  /** As wide as protected tables are: see catalog-tables.sql. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "234;bigint;1;2",
        "160;uuid;'00000000-0000-0000-0000-000000000001';'00000000-0000-0000-0000-000000000002'"
      })
  void theWidestTableMerges(int width, String type, String one, String two) throws SQLException {
    String columns =
        IntStream.range(0, width)
            .mapToObj(i -> "c" + i + " " + type + " DEFAULT " + one)
            .collect(Collectors.joining(", "));
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t", "delta")
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, " + columns + ")",
                "INSERT INTO t SELECT generate_series(1, 3)")) {
      site.there("UPDATE t SET c1 = " + two + " WHERE id < 3");
      site.here(
          "UPDATE t SET c0 = " + two, "INSERT INTO t VALUES (4)", "DELETE FROM t WHERE id = 3");
      site.round();
      site.there("UPDATE t SET c3 = " + two);
      site.here("UPDATE t SET c2 = " + two);

      RoundReport report = site.lastRound();

      assertThat(report.total().held()).isZero();
      assertThat(site.ledger()).isEmpty();
      assertThat(
              site.rowsThere(
                  "SELECT id FROM t WHERE c2 = "
                      + two
                      + " AND c3 = "
                      + two
                      + " AND c0::text = CASE id WHEN 4 THEN "
                      + one
                      + "::text ELSE "
                      + two
                      + "::text END ORDER BY id"))
          .containsExactly("1", "2", "4");
    }
  }
}
