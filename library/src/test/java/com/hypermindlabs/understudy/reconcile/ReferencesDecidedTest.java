package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person decides on what refers to rows that are held or were turned down themselves. */
class ReferencesDecidedTest {
  private static final Take OURS = new Take.Ours();
  private static final Take THEIRS = new Take.Theirs();
  private static final String[] TABLES = {
    "CREATE TABLE member (id int PRIMARY KEY, name text)",
    "CREATE TABLE message (id int PRIMARY KEY, member int REFERENCES member, text text)"
  };

  /** Bert has the key there that Anna has here. */
  private static DegradedSite bothBorn(DegradedSite site) throws SQLException {
    site.there("INSERT INTO member VALUES (1, 'Bert')");
    site.here("INSERT INTO member VALUES (1, 'Anna')");
    return site;
  }

  private static Ledger ledger(DegradedSite site) throws SQLException {
    return new Ledger(site.servers().primary(), site.names());
  }

  private static void refuse(DegradedSite site, String text) throws SQLException {
    site.servers()
        .onPrimary(
            "ALTER TABLE message ADD CONSTRAINT polite CHECK (text <> '" + text + "') NOT VALID");
  }

  private static void allow(DegradedSite site) throws SQLException {
    site.servers().onPrimary("ALTER TABLE message DROP CONSTRAINT polite");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oursOfAChildOfARowThatWasTurnedDownGoesToNoStranger(boolean last) throws SQLException {
    try (DegradedSite site = bothBorn(DegradedSite.after(TABLES))) {
      site.here("INSERT INTO message VALUES (1, 1, 'to Anna')");
      if (last) {
        site.lastRound();
      } else {
        site.round();
      }
      assertThat(site.ledger()).hasSize(2);
      site.decide(THEIRS);

      for (Take take : List.of(OURS, new Take.Values(Map.of("text", "to whom?")))) {
        assertThatThrownBy(() -> site.decide(take))
            .isInstanceOf(ReconcileException.class)
            .hasMessageContaining("refers to a row of \"public\".\"member\" that was turned down")
            .hasMessageContaining("--take with a file");
      }

      assertThat(site.rowsThere("SELECT * FROM message")).isEmpty();
      site.decide(new Take.Values(Map.of("member", "1")));
      assertThat(site.rowsThere("SELECT * FROM message")).containsExactly("1|1|to Anna");
    }
  }

  /** The fallback still has the row that an earlier outage bore there. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oursOfALaterOutageGoesToNoStrangerWhileTheFallbackHasTheRow(boolean turnedDown)
      throws SQLException {
    try (DegradedSite site = bothBorn(DegradedSite.after(TABLES))) {
      site.lastRound();
      if (turnedDown) {
        site.decide(THEIRS);
      }
      site.openAgain();
      site.here("INSERT INTO message VALUES (1, 1, 'to Anna')");
      site.lastRound();
      List<LedgerEntry> open = ledger(site).list();
      long message = open.get(open.size() - 1).id();

      assertThatThrownBy(() -> ledger(site).resolve(message, OURS))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("refers to a row of \"public\".\"member\"");

      assertThat(site.rowsThere("SELECT * FROM message")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRowOfAnEarlierOutageThatTheFallbackHasNoMoreIsNoReason(boolean turnedDown)
      throws SQLException {
    try (DegradedSite site = bothBorn(DegradedSite.empty().beginMirrored(TABLES))) {
      site.lastRound();
      if (turnedDown) {
        site.decide(THEIRS);
      }
      site.mirror();
      site.openAgain();
      refuse(site, "to Bert");
      site.here("INSERT INTO message VALUES (1, 1, 'to Bert')");
      site.lastRound();
      allow(site);
      List<LedgerEntry> open = ledger(site).list();

      ledger(site).resolve(open.get(open.size() - 1).id(), OURS);

      assertThat(site.rowsThere("SELECT member FROM message")).containsExactly("1");
    }
  }

  /** What it refers to is of the first outage, whatever later ones have changed. */
  @Test
  void aChildThatIsDecidedLateRefersToTheRowOfItsOwnOutage() throws SQLException {
    try (DegradedSite site = bothBorn(DegradedSite.empty().beginMirrored(TABLES))) {
      site.here("INSERT INTO message VALUES (1, 1, 'to Anna')");
      site.lastRound();
      site.decide(THEIRS);
      site.mirror();
      site.openAgain();
      site.here("INSERT INTO message VALUES (2, 1, 'to Bert')");
      site.lastRound();
      assertThat(site.rowsThere("SELECT * FROM message")).containsExactly("2|1|to Bert");

      assertThatThrownBy(() -> site.decide(OURS))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("that was turned down");
    }
  }

  @Test
  void aRowThatWasTurnedDownAndThenTakenIsThere() throws SQLException {
    try (DegradedSite site = bothBorn(DegradedSite.after(TABLES))) {
      site.here("INSERT INTO message VALUES (1, 1, 'to Anna')");
      site.round();
      site.decide(THEIRS);
      site.here("UPDATE member SET name = 'Anna again'");
      site.round();
      List<LedgerEntry> open = ledger(site).list();
      assertThat(open).hasSize(2);
      ledger(site).resolve(open.get(1).id(), OURS);

      ledger(site).resolve(open.get(0).id(), OURS);

      assertThat(site.rowsThere("SELECT name FROM message x JOIN member m ON m.id = x.member"))
          .containsExactly("Anna again");
    }
  }

  /** The second round drew a key for Anna, and the message is from the first. */
  @Test
  void oursFollowsARowThatWasTakenUnderAnotherKeyThanAtFirst() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE member (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text)",
            TABLES[1])) {
      site.servers().onPrimary("ALTER TABLE member ADD CONSTRAINT good CHECK (name <> 'Anna')");
      site.here("INSERT INTO member VALUES (1, 'Anna')", "INSERT INTO message VALUES (1, 1, 'x')");
      site.round();
      site.there("INSERT INTO member VALUES (1, 'Bert')");
      site.here("UPDATE member SET name = 'Anna'");
      site.round();
      site.servers().onPrimary("ALTER TABLE member DROP CONSTRAINT good");
      assertThat(site.ledger()).hasSize(2);

      site.decide(OURS);
      site.decide(OURS);

      assertThat(site.rowsThere("SELECT name FROM message x JOIN member m ON m.id = x.member"))
          .containsExactly("Anna");
    }
  }
}
