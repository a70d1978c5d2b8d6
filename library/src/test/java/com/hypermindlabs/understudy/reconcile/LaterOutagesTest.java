package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What an outage has left on the primary, keys under another name and changes that wait for a
 * person, and the outages after it.
 */
class LaterOutagesTest {
  private static final String[] MEMBERS = {
    "CREATE TABLE member (id int PRIMARY KEY, telegram bigint UNIQUE, name text)",
    "CREATE TABLE message (id int PRIMARY KEY, member int REFERENCES member, text text)"
  };

  /** Member 1 of the fallback is known as 2 on the primary. */
  private static DegradedSite adopted() throws SQLException {
    DegradedSite site =
        DegradedSite.empty().naturalKey("member", "telegram").beginMirrored(MEMBERS);
    site.there("INSERT INTO member VALUES (2, 77, 'Anna')");
    site.here("INSERT INTO member VALUES (1, 77, 'Anna, here')");
    site.lastRound();
    return site;
  }

  @Test
  void aKeyMeansTheRowThatHasItOnceTheFallbackIsThePrimarysImageAgain() throws SQLException {
    try (DegradedSite site = adopted()) {
      site.mirror();
      site.there("INSERT INTO member VALUES (1, 88, 'Bert'), (3, 99, 'Carla')");
      site.mirror();
      site.openAgain();
      site.here(
          "INSERT INTO message VALUES (1, 1, 'to Bert')",
          "UPDATE member SET name = 'Bert, older' WHERE id = 1",
          "UPDATE member SET name = 'Carla, older' WHERE id = 3");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM member ORDER BY id"))
          .containsExactly("1|88|Bert, older", "2|77|Anna", "3|99|Carla, older");
      assertThat(site.rowsThere("SELECT member FROM message")).containsExactly("1");
      site.mirror();
      site.openAgain();
      site.here("DELETE FROM message", "DELETE FROM member WHERE id = 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT id FROM member ORDER BY id")).containsExactly("2", "3");
    }
  }

  @Test
  void itMeansWhatItMeantWhileTheFallbackStillHasTheRowsOfTheOutageBefore() throws SQLException {
    try (DegradedSite site = adopted()) {
      site.openAgain();
      site.here(
          "UPDATE member SET telegram = 78 WHERE id = 1",
          "INSERT INTO message VALUES (1, 1, 'to Anna')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT id, telegram FROM member")).containsExactly("2|78");
      assertThat(site.rowsThere("SELECT member FROM message")).containsExactly("2");
    }
  }

  @Test
  void aRowThatWasHeldBecauseItWasBornOnBothSidesIsMergedWithTheOtherInNoLaterOutage()
      throws SQLException {
    try (DegradedSite site = DegradedSite.empty().beginMirrored(MEMBERS)) {
      site.there("INSERT INTO member VALUES (1, NULL, 'theirs')");
      site.here("INSERT INTO member VALUES (1, NULL, 'ours'), (2, NULL, 'ours too')");
      site.lastRound();
      site.openAgain();
      site.here(
          "UPDATE member SET telegram = 88 WHERE id = 1",
          "UPDATE member SET telegram = 99 WHERE id = 2",
          "INSERT INTO message VALUES (1, 1, 'to ours'), (2, 2, 'to ours too')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM member ORDER BY id"))
          .containsExactly("1|-|theirs", "2|99|ours too");
      assertThat(site.rowsThere("SELECT text FROM message")).containsExactly("to ours too");
      assertThat(site.ledger())
          .hasSize(3)
          .filteredOn(entry -> entry.contains("member"))
          .hasSize(2)
          .allMatch(entry -> entry.contains("|1|born on both sides"));
    }
  }

  @Test
  void aKeyThatIsTakenAgainInALaterOutageIsKnownByItsNewName() throws SQLException {
    try (DegradedSite site = adopted()) {
      site.mirror();
      site.openAgain();
      site.there("INSERT INTO member VALUES (5, 55, 'Dora')");
      site.here(
          "INSERT INTO member VALUES (1, 55, 'Dora, here')",
          "INSERT INTO message VALUES (1, 1, 'to Dora')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT id, telegram FROM member ORDER BY id"))
          .containsExactly("2|77", "5|55");
      assertThat(site.rowsThere("SELECT member FROM message")).containsExactly("5");
    }
  }

  @Test
  void whatIsHeldStaysOnRecordWhenItsRowIsChangedInALaterOutage() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().policy("member", "hold").beginMirrored(MEMBERS)) {
      site.there("INSERT INTO member VALUES (1, 77, 'theirs'), (2, 88, 'theirs')");
      site.here("INSERT INTO member VALUES (1, 77, 'ours'), (2, 88, 'ours')");
      site.lastRound();
      assertThat(names(site)).containsExactly("ours", "ours");
      site.mirror();
      site.openAgain();
      site.here(
          "UPDATE member SET name = 'ours again' WHERE id = 1",
          "UPDATE member SET name = 'ours again' WHERE id = 2");
      site.there("UPDATE member SET name = 'theirs again' WHERE id = 2");

      site.lastRound();

      assertThat(site.rowsThere("SELECT name FROM member ORDER BY id"))
          .containsExactly("ours again", "theirs again");
      assertThat(names(site)).containsExactly("ours", "ours", "ours again");
    }
  }

  private static List<String> names(DegradedSite site) throws SQLException {
    return site.rowsThere(
        "SELECT ours[3] FROM " + site.names().of("ledger") + " WHERE resolved IS NULL ORDER BY id");
  }

  @Test
  void whatRefersToARowWhoseKeyWasHeldBeforeArrives() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().beginMirrored(MEMBERS)) {
      site.there("INSERT INTO member VALUES (1, 77, 'theirs')");
      site.here("INSERT INTO member VALUES (1, 88, 'ours')");
      site.lastRound();
      assertThat(site.ledger()).hasSize(1);
      site.mirror();
      site.openAgain();
      site.here("INSERT INTO message VALUES (1, 1, 'to theirs')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT member FROM message")).containsExactly("1");
      assertThat(site.ledger()).hasSize(1);
    }
  }
}
