package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Tables that a migration gives another name while the outage lasts. */
class RenamedTableTest {
  @Test
  void itsRowsAreKnownByTheKeysThatTheyHaveThere() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("member", "telegram")
            .naturalKey("person", "telegram")
            .begin(
                "CREATE TABLE member (id int PRIMARY KEY, telegram bigint UNIQUE, name text)",
                "CREATE TABLE message (id int PRIMARY KEY, member int REFERENCES member)")) {
      site.there("INSERT INTO member VALUES (1, 88, 'Bert'), (2, 77, 'Anna')");
      site.here("INSERT INTO member VALUES (1, 77, 'Anna')");
      site.round();
      site.migrate("ALTER TABLE member RENAME TO person");
      site.here("INSERT INTO message VALUES (1, 1)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM message")).as("to Anna").containsExactly("1|2");
    }
  }

  @Test
  void whatIsHeldOfItIsOnRecordUnderItsNewName() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE ticket (id int PRIMARY KEY, what text)",
            "CREATE TABLE note (id int PRIMARY KEY, ticket int REFERENCES ticket)")) {
      site.there("INSERT INTO ticket VALUES (1, 'theirs')");
      site.here("INSERT INTO ticket VALUES (1, 'ours'), (2, 'ours')");
      site.round();
      site.migrate("ALTER TABLE ticket RENAME TO case_file");
      site.here(
          "UPDATE case_file SET what = 'ours again' WHERE id = 1",
          "INSERT INTO note VALUES (1, 1), (2, 2)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM note")).containsExactly("2|2");
      assertThat(site.ledger())
          .containsExactly(
              "held|\"public\".\"case_file\"|1|born on both sides: what",
              "held|\"public\".\"note\"|1|refers to a row that is held");
    }
  }

  @Test
  void itsChangesGoWhereItIsThoughAnotherOneHasItsName() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE log (id int PRIMARY KEY, a text)", "INSERT INTO log VALUES (1, 'old')")) {
      site.here("UPDATE log SET a = 'new'", "INSERT INTO log VALUES (2, 'born')");
      site.migrate(
          "ALTER TABLE log RENAME TO log_old", "CREATE TABLE log (id int PRIMARY KEY, a text)");
      site.here("INSERT INTO log VALUES (1, 'of the new one')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM log_old ORDER BY id"))
          .containsExactly("1|new", "2|born");
      assertThat(site.rowsThere("SELECT * FROM log")).containsExactly("1|of the new one");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void changesGoWhereTheirTablesAreThatHaveExchangedTheirNames() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE a (id int PRIMARY KEY, a text)",
            "CREATE TABLE b (id int PRIMARY KEY, a text)",
            "INSERT INTO a VALUES (1, 'a')",
            "INSERT INTO b VALUES (1, 'b')")) {
      site.here("UPDATE a SET a = 'a new'", "INSERT INTO a VALUES (2, 'a born')");
      site.migrate(
          "ALTER TABLE a RENAME TO c", "ALTER TABLE b RENAME TO a", "ALTER TABLE c RENAME TO b");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM b ORDER BY id"))
          .containsExactly("1|a new", "2|a born");
      assertThat(site.rowsThere("SELECT * FROM a ORDER BY id")).containsExactly("1|b");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void whatRefersToARowThatWasTurnedDownInARenamedTableGoesToNoStranger() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE member (id int PRIMARY KEY, name text)",
            "CREATE TABLE message (id int PRIMARY KEY, member int REFERENCES member, text text)")) {
      site.there("INSERT INTO member VALUES (1, 'Bert')");
      site.here("INSERT INTO member VALUES (1, 'Anna')");
      site.round();
      site.decide(new Take.Theirs());
      site.migrate("ALTER TABLE member RENAME TO person");
      site.here("INSERT INTO message VALUES (1, 1, 'to Anna')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM message")).isEmpty();
      assertThat(site.ledger())
          .containsExactly("held|\"public\".\"message\"|1|refers to a row that was turned down");
    }
  }
}
