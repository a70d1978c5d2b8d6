package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A person decides while the outage lasts, and the row changes again on the fallback. */
class DecisionsTest {
  private static final Take OURS = new Take.Ours();
  private static final Take THEIRS = new Take.Theirs();

  /** The name is in conflict and held; 5 was paid in there, and 2 here. */
  private static DegradedSite accounts() throws SQLException {
    DegradedSite site =
        DegradedSite.empty()
            .policy("account", "hold")
            .policy("account.balance", "delta")
            .begin(
                "CREATE TABLE account (id int PRIMARY KEY, name text, balance numeric(12,2))",
                "INSERT INTO account VALUES (1, 'base', 10)");
    site.there("UPDATE account SET name = 'theirs', balance = balance + 5");
    site.here("UPDATE account SET name = 'ours', balance = balance + 2");
    site.round();
    assertThat(site.ledger()).hasSize(1).allMatch(entry -> entry.startsWith("held|"));
    return site;
  }

  /** The primary refuses a change of here, until it is mended. */
  private static DegradedSite refused(String policy) throws SQLException {
    DegradedSite site =
        DegradedSite.empty()
            .policy("t", policy)
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, a text, b text)",
                "INSERT INTO t VALUES (1, 'base', 'base')");
    site.servers().onPrimary("ALTER TABLE t ADD CONSTRAINT good CHECK (a <> 'first')");
    site.here("UPDATE t SET a = 'first'");
    site.round();
    assertThat(site.ledger()).hasSize(1).allMatch(entry -> entry.startsWith("held|"));
    site.servers().onPrimary("ALTER TABLE t DROP CONSTRAINT good");
    return site;
  }

  @ParameterizedTest
  @CsvSource({"ours, 18.00", "theirs, 16.00", "values, 21.00"})
  void aPaymentAfterADecisionIsAddedOnce(String decision, String balance) throws SQLException {
    try (DegradedSite site = accounts()) {
      site.decide(
          switch (decision) {
            case "ours" -> OURS;
            case "theirs" -> THEIRS;
            default -> new Take.Values(Map.of("name", "both", "balance", "20"));
          });
      String name = site.rowsThere("SELECT name FROM account").get(0);
      site.here("UPDATE account SET balance = balance + 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT name, balance FROM account"))
          .containsExactly(name + "|" + balance);
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void aDecisionWhileARoundIsOnItsWayCounts() throws SQLException {
    try (DegradedSite site = accounts()) {
      site.here("UPDATE account SET balance = balance + 1");

      site.onceAt("round.staged", () -> site.decide(OURS)).lastRound();

      assertThat(site.rowsThere("SELECT name, balance FROM account")).containsExactly("ours|18.00");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UPDATE t SET a = 'second'", "DELETE FROM t"})
  void aChangeAfterADecisionForOursArrives(String change) throws SQLException {
    try (DegradedSite site = refused("primary-wins")) {
      site.decide(OURS);
      site.here(change);

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM t")).isEqualTo(site.rowsHere("SELECT a FROM t"));
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void whatWasTurnedDownComesWithNoLaterChange() throws SQLException {
    try (DegradedSite site = refused("primary-wins")) {
      site.decide(THEIRS);
      site.here("UPDATE t SET b = 'later'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a, b FROM t")).containsExactly("base|later");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void aChangeOfAnotherWriterAfterTheDecisionIsInConflict() throws SQLException {
    try (DegradedSite site = refused("hold")) {
      site.decide(OURS);
      site.there("UPDATE t SET a = 'base'");
      site.here("UPDATE t SET a = 'second'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM t")).containsExactly("base");
      assertThat(site.ledger()).containsExactly("held|\"public\".\"t\"|1|changed on both sides: a");
    }
  }

  @Test
  void aDecisionCountsForOneRound() throws SQLException {
    try (DegradedSite site = refused("primary-wins")) {
      site.decide(OURS);
      site.here("UPDATE t SET a = 'base'");
      site.round();
      site.here("UPDATE t SET a = 'third'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM t")).containsExactly("third");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void aRowThatIsHeldOnceMoreIsDecidedOnceMore() throws SQLException {
    try (DegradedSite site = accounts()) {
      site.decide(THEIRS);
      site.there("UPDATE account SET name = 'theirs 2', balance = balance + 10");
      site.here("UPDATE account SET name = 'ours 2', balance = balance + 1");
      site.round();
      assertThat(site.rowsThere("SELECT balance FROM account")).containsExactly("25.00");
      site.decide(OURS);
      assertThat(site.rowsThere("SELECT balance FROM account")).containsExactly("26.00");
      site.here("UPDATE account SET balance = balance + 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT name, balance FROM account"))
          .containsExactly("ours 2|27.00");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void aRowThatAPersonBroughtThereMayGoAndComeAgain() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t", "hold")
            .begin("CREATE TABLE t (id int PRIMARY KEY, a text)")) {
      site.servers().onPrimary("ALTER TABLE t ADD CONSTRAINT good CHECK (a <> 'first')");
      site.here("INSERT INTO t VALUES (1, 'first')");
      site.round();
      site.servers().onPrimary("ALTER TABLE t DROP CONSTRAINT good");
      site.decide(OURS);
      site.here("DELETE FROM t");
      site.round();
      assertThat(site.rowsThere("SELECT * FROM t")).isEmpty();
      site.here("INSERT INTO t VALUES (1, 'second')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM t")).containsExactly("second");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void aChangeAfterAnOverruledOneWasTakenArrives() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, a text)", "INSERT INTO t VALUES (1, 'base')")) {
      site.there("UPDATE t SET a = 'theirs'");
      site.here("UPDATE t SET a = 'ours'");
      site.round();
      site.decide(OURS);
      site.here("UPDATE t SET a = 'ours, later'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM t")).containsExactly("ours, later");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void aValueThatThePrimaryCannotReadKeepsNoOtherDecisionFromCounting() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t", "hold")
            .policy("t.n", "delta")
            .begin(
                "CREATE TYPE mood AS ENUM ('well')",
                "CREATE TABLE t (id int PRIMARY KEY, m mood, a text, n int)",
                "INSERT INTO t VALUES (1, 'well', 'base', 10), (2, 'well', 'base', 10)")) {
      TwoServers.run(site.servers().migration(), "ALTER TYPE mood ADD VALUE 'ill'");
      site.there("UPDATE t SET a = 'theirs', n = n + 5");
      site.here(
          "UPDATE t SET m = 'ill' WHERE id = 1", "UPDATE t SET a = 'ours', n = 12 WHERE id = 2");
      site.round();
      assertThat(site.ledger()).hasSize(2).allMatch(entry -> entry.startsWith("held|"));
      site.decide(THEIRS);
      site.decide(THEIRS);
      site.here("UPDATE t SET m = 'well' WHERE id = 1", "UPDATE t SET n = n + 1 WHERE id = 2");

      site.lastRound();

      assertThat(site.rowsThere("SELECT n FROM t WHERE id = 2")).containsExactly("16");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatRefersToARowThatWasTurnedDownGoesToNoStranger(boolean later) throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE member (id int PRIMARY KEY, name text)",
            "CREATE TABLE message (id int PRIMARY KEY, member int REFERENCES member, text text)")) {
      site.there("INSERT INTO member VALUES (1, 'Bert')");
      site.here("INSERT INTO member VALUES (1, 'Anna')");
      site.round();
      site.decide(THEIRS);
      if (later) {
        site.lastRound();
        site.openAgain();
      }
      site.here("INSERT INTO message VALUES (1, 1, 'to Anna')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM message")).isEmpty();
      assertThat(site.ledger())
          .containsExactly("held|\"public\".\"message\"|1|refers to a row that was turned down");
    }
  }

  /** A trigger notes the time of each update, on both sides. */
  private static DegradedSite timed(String policy, String events) throws SQLException {
    return DegradedSite.empty()
        .policy("t", policy)
        .begin(
            "CREATE TABLE t (id int PRIMARY KEY, a text, at timestamptz)",
            "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.at ="
                + " clock_timestamp(); RETURN NEW; END'",
            "INSERT INTO t VALUES (1, 'base', '2020-01-01')",
            "CREATE TRIGGER touch BEFORE "
                + events
                + " ON t FOR EACH ROW EXECUTE FUNCTION touch()");
  }

  @ParameterizedTest
  @CsvSource({"hold, ours", "primary-wins, ours", "hold, values", "primary-wins, theirs"})
  void whatATriggerMakesOfADecisionIsNoOtherWriters(String policy, String decision)
      throws SQLException {
    try (DegradedSite site = timed(policy, "UPDATE")) {
      site.servers().onPrimary("ALTER TABLE t ADD CONSTRAINT good CHECK (a <> 'first')");
      site.here("UPDATE t SET a = 'first'");
      site.round();
      site.servers().onPrimary("ALTER TABLE t DROP CONSTRAINT good");
      site.decide(
          switch (decision) {
            case "ours" -> OURS;
            case "theirs" -> THEIRS;
            default -> new Take.Values(Map.of("a", "first"));
          });
      site.here("UPDATE t SET a = 'second'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM t")).containsExactly("second");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void norIsItOfARowThatADecisionBringsThere() throws SQLException {
    try (DegradedSite site = timed("hold", "INSERT OR UPDATE")) {
      site.servers().onPrimary("ALTER TABLE t ADD CONSTRAINT good CHECK (a <> 'first')");
      site.here("INSERT INTO t VALUES (2, 'first')");
      site.round();
      site.servers().onPrimary("ALTER TABLE t DROP CONSTRAINT good");
      site.decide(OURS);
      site.here("UPDATE t SET a = 'second' WHERE id = 2");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM t WHERE id = 2")).containsExactly("second");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void norIsItAfterADecisionOfWhatAPolicyHasOverruled() throws SQLException {
    try (DegradedSite site = timed("primary-wins", "UPDATE")) {
      site.servers().onPrimary("ALTER TABLE t DISABLE TRIGGER touch");
      site.there("UPDATE t SET a = 'theirs'");
      site.servers().onPrimary("ALTER TABLE t ENABLE TRIGGER touch");
      site.here("UPDATE t SET a = 'ours'");
      site.round();
      site.decide(OURS);
      site.here("UPDATE t SET a = 'ours, later'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM t")).containsExactly("ours, later");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void whatAPersonGaveInAFileIsUnseenHere() throws SQLException {
    try (DegradedSite site = refused("primary-wins")) {
      site.decide(new Take.Values(Map.of("a", "first", "b", "mended")));
      site.here("UPDATE t SET b = 'ours'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a, b FROM t")).containsExactly("first|mended");
      assertThat(site.ledger())
          .containsExactly("overruled|\"public\".\"t\"|1|changed on both sides: b");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofSeveralDecisionsForARowTheLastCounts(boolean newestFirst) throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, a text, b text)",
            "INSERT INTO t VALUES (1, 'base', 'base')")) {
      for (String column : List.of("a", "b")) {
        site.there("UPDATE t SET " + column + " = 'theirs'");
        site.here("UPDATE t SET " + column + " = 'ours'");
        site.round();
      }
      Ledger ledger = new Ledger(site.servers().primary(), site.names());
      List<Long> ids = new ArrayList<>(ledger.list().stream().map(LedgerEntry::id).toList());
      assertThat(ids).hasSize(2);
      if (newestFirst) {
        Collections.reverse(ids);
      }
      for (long id : ids) {
        // The first time it may only show what has changed since.
        if (!(ledger.resolve(id, OURS) instanceof Ledger.Resolution.Done)) {
          assertThat(ledger.resolve(id, OURS)).isInstanceOf(Ledger.Resolution.Done.class);
        }
      }
      assertThat(site.rowsThere("SELECT a, b FROM t")).containsExactly("ours|ours");
      site.here("UPDATE t SET a = 'ours, later', b = 'ours, later'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a, b FROM t")).containsExactly("ours, later|ours, later");
      assertThat(site.ledger()).isEmpty();
    }
  }
}
