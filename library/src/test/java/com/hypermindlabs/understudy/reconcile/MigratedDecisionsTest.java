package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A release changes rows in an outage in which a person decides about them. */
class MigratedDecisionsTest {
  private static final Take OURS = new Take.Ours();
  private static final Take THEIRS = new Take.Theirs();
  private static final String HUNDREDFOLD = "UPDATE account SET balance = balance * 100";
  private static final String ORG = "UPDATE t SET mail = mail || '.org'";

  /** When a release is run, beside what happens to a row anyway. */
  enum When {
    BEFORE_IT_IS_HELD,
    BEFORE_THE_DECISION,
    AFTER_THE_DECISION,
    AFTER_THE_NEXT_CHANGE
  }

  private static void here(DegradedSite site, String... statements) throws SQLException {
    TwoServers.run(site.servers().migration(), statements);
  }

  private static void release(DegradedSite site, String... statements) throws SQLException {
    site.servers().onPrimary(statements);
    here(site, statements);
    new Journal(site.servers().fallback()).install(site.verdicts(), Set.of());
  }

  /** The name is in conflict, a sum beside it is not. */
  private static DegradedSite accounts() throws SQLException {
    DegradedSite site =
        DegradedSite.empty()
            .policy("account", "hold")
            .policy("account.balance", "delta")
            .begin(
                "CREATE TABLE account (id int PRIMARY KEY, name text, balance bigint)",
                "INSERT INTO account VALUES (1, 'base', 10)");
    site.there("UPDATE account SET name = 'theirs'");
    return site;
  }

  private static void hold(DegradedSite site, String change) throws SQLException {
    site.here(change);
    site.round();
    assertThat(site.ledger()).hasSize(1).allMatch(entry -> entry.startsWith("held|"));
  }

  /** The row may have moved since it was held: then the first answer shows that. */
  private static void decide(DegradedSite site, Take take) throws SQLException {
    Ledger ledger = new Ledger(site.servers().primary(), site.names());
    long id = ledger.list().get(0).id();
    if (!(ledger.resolve(id, take) instanceof Ledger.Resolution.Done)) {
      assertThat(ledger.resolve(id, take)).isInstanceOf(Ledger.Resolution.Done.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BEFORE_THE_DECISION", "AFTER_THE_DECISION"})
  void aPaymentAfterAChangeOfTheUnitIsAddedOnce(When when) throws SQLException {
    try (DegradedSite site = accounts()) {
      hold(site, "UPDATE account SET name = 'ours'");
      if (when == When.BEFORE_THE_DECISION) {
        release(site, HUNDREDFOLD);
      }
      decide(site, OURS);
      if (when == When.AFTER_THE_DECISION) {
        release(site, HUNDREDFOLD);
      }
      site.here("UPDATE account SET balance = balance + 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT name, balance FROM account")).containsExactly("ours|1001");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"ours, 1301", "theirs, 1101"})
  void aSumThatWasDecidedMovesToTheNewUnit(String decision, String balance) throws SQLException {
    try (DegradedSite site = accounts()) {
      site.there("UPDATE account SET balance = balance + 1");
      hold(site, "UPDATE account SET name = 'ours', balance = balance + 2");
      decide(site, decision.equals("ours") ? OURS : THEIRS);
      release(site, HUNDREDFOLD);
      site.here("UPDATE account SET balance = balance + 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT balance FROM account")).containsExactly(balance);
      assertThat(site.ledger()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ours", "theirs", "values"})
  void aSumThatAReleaseMadeDoubtfulIsDecidedOnce(String decision) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("account.balance", "delta")
            .begin(
                "CREATE TABLE account (id int PRIMARY KEY, balance bigint)",
                "INSERT INTO account VALUES (1, 10)")) {
      site.here("UPDATE account SET balance = balance + 1");
      release(site, HUNDREDFOLD);
      site.round();
      decide(
          site,
          switch (decision) {
            case "ours" -> OURS;
            case "theirs" -> THEIRS;
            default -> new Take.Values(Map.of("balance", "1100"));
          });
      site.here("UPDATE account SET balance = balance + 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT balance FROM account"))
          .containsExactly(decision.equals("theirs") ? "1001" : "1101");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BEFORE_THE_DECISION", "AFTER_THE_DECISION"})
  void whatAReleaseChangesIsNoChangeOfOursAfterADecision(When when) throws SQLException {
    try (DegradedSite site = refused("fallback-wins", "a")) {
      hold(site, "UPDATE t SET a = 'bad'");
      site.servers().onPrimary("ALTER TABLE t DROP CONSTRAINT good");
      if (when == When.BEFORE_THE_DECISION) {
        release(site, ORG);
      }
      decide(site, OURS);
      if (when == When.AFTER_THE_DECISION) {
        release(site, ORG);
      }
      site.there("UPDATE t SET mail = 'new@there'");
      site.here("UPDATE t SET note = 'later'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a, mail, note FROM t"))
          .containsExactly("bad|new@there|later");
    }
  }

  /** The primary does not take what is bad in that column. */
  private static DegradedSite refused(String policy, String column) throws SQLException {
    DegradedSite site =
        DegradedSite.empty()
            .policy("t", policy)
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, a text, mail text, note text)",
                "INSERT INTO t VALUES (1, 'base', 'base', 'base')");
    site.servers()
        .onPrimary("ALTER TABLE t ADD CONSTRAINT good CHECK (" + column + " NOT LIKE 'bad%')");
    return site;
  }

  @ParameterizedTest
  @EnumSource
  void whatWasTurnedDownComesWithNoLaterChange(When when) throws SQLException {
    try (DegradedSite site = refused("primary-wins", "mail")) {
      site.here("UPDATE t SET mail = 'bad'");
      if (when == When.BEFORE_IT_IS_HELD) {
        release(site, ORG);
      }
      site.round();
      assertThat(site.ledger()).hasSize(1).allMatch(entry -> entry.startsWith("held|"));
      if (when == When.BEFORE_THE_DECISION) {
        release(site, ORG);
      }
      decide(site, THEIRS);
      if (when == When.AFTER_THE_DECISION) {
        release(site, ORG);
      }
      site.servers().onPrimary("ALTER TABLE t DROP CONSTRAINT good");
      site.here("UPDATE t SET note = 'later'");
      if (when == When.AFTER_THE_NEXT_CHANGE) {
        release(site, ORG);
      }

      site.lastRound();

      assertThat(site.rowsThere("SELECT mail, note FROM t")).containsExactly("base.org|later");
      assertThat(site.ledger()).noneMatch(entry -> entry.startsWith("held|"));
    }
  }

  @Test
  void aLaterChangeIsNotHeldForWhatWasTurnedDown() throws SQLException {
    try (DegradedSite site = refused("primary-wins", "mail")) {
      site.here("UPDATE t SET mail = 'bad'");
      release(site, ORG);
      site.round();
      decide(site, THEIRS);
      site.here("UPDATE t SET note = 'later'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT mail, note FROM t")).containsExactly("base.org|later");
      assertThat(site.ledger()).isEmpty();
    }
  }

  /** What is turned down, held again for something else, and migrated in between. */
  @ParameterizedTest
  @EnumSource(names = {"BEFORE_IT_IS_HELD", "AFTER_THE_DECISION", "AFTER_THE_NEXT_CHANGE"})
  void whatWasTurnedDownStaysSoWhenTheRowIsHeldAgain(When when) throws SQLException {
    try (DegradedSite site = refused("primary-wins", "mail")) {
      site.servers()
          .onPrimary("ALTER TABLE t ADD CONSTRAINT good_note CHECK (note NOT LIKE 'bad%')");
      site.here("UPDATE t SET mail = 'bad'");
      if (when == When.BEFORE_IT_IS_HELD) {
        release(site, ORG);
      }
      site.round();
      decide(site, THEIRS);
      if (when == When.AFTER_THE_DECISION) {
        release(site, ORG);
      }
      hold(site, "UPDATE t SET note = 'bad'");
      if (when == When.AFTER_THE_NEXT_CHANGE) {
        release(site, ORG);
      }
      site.servers()
          .onPrimary(
              "ALTER TABLE t DROP CONSTRAINT good", "ALTER TABLE t DROP CONSTRAINT good_note");
      site.here("UPDATE t SET a = 'later'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a, mail, note FROM t"))
          .containsExactly("later|base.org|bad");
      assertThat(site.ledger()).noneMatch(entry -> entry.startsWith("held|"));
    }
  }

  /** The table is another one by the time its rows change: their journal is as it was before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE account ADD COLUMN more int DEFAULT 7",
        "ALTER TABLE account RENAME COLUMN name TO title"
      })
  void aSumMovesInAReleaseOfSeveralSteps(String step) throws SQLException {
    try (DegradedSite site = accounts()) {
      hold(site, "UPDATE account SET name = 'ours', balance = balance + 2");
      decide(site, OURS);
      release(site, step, HUNDREDFOLD);
      site.here("UPDATE account SET balance = balance + 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT balance FROM account")).containsExactly("1201");
      assertThat(site.ledger()).noneMatch(entry -> entry.startsWith("held|"));
    }
  }

  @Test
  void ofAnotherTypeInSuchAReleaseNothingIsKnown() throws SQLException {
    try (DegradedSite site = accounts()) {
      hold(site, "UPDATE account SET name = 'ours', balance = balance + 2");
      decide(site, OURS);
      release(site, "ALTER TABLE account ALTER COLUMN balance TYPE numeric(20,2)", HUNDREDFOLD);
      site.here("UPDATE account SET balance = balance + 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT balance FROM account")).containsExactly("1200.00");
      assertThat(site.ledger())
          .containsExactly(
              "held|\"public\".\"account\"|1|changed on both sides, perhaps by a migration: balance");
    }
  }

  @Test
  void aRowThatADecisionBroughtMovesToo() throws SQLException {
    try (DegradedSite site = accounts()) {
      site.servers()
          .onPrimary("ALTER TABLE account ADD CONSTRAINT good CHECK (name NOT LIKE 'bad%')");
      hold(site, "INSERT INTO account VALUES (2, 'bad', 5)");
      site.servers().onPrimary("ALTER TABLE account DROP CONSTRAINT good");
      decide(site, OURS);
      release(site, HUNDREDFOLD);
      site.here("UPDATE account SET balance = balance + 1 WHERE id = 2");

      site.lastRound();

      assertThat(site.rowsThere("SELECT balance FROM account WHERE id = 2")).containsExactly("501");
      assertThat(site.ledger()).isEmpty();
    }
  }

  /** The entry has it in the old unit: it is renewed before anybody can take it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        HUNDREDFOLD,
        "ALTER TABLE account ALTER COLUMN balance TYPE numeric USING balance * 100"
      })
  void whatIsHeldIsSentAgainAfterAChangeOfItsUnit(String migration) throws SQLException {
    try (DegradedSite site = accounts()) {
      hold(site, "UPDATE account SET name = 'ours', balance = balance + 2");
      release(site, migration);

      site.lastRound();

      assertThat(site.ledger()).hasSize(1).allMatch(entry -> entry.contains("by a migration"));
      decide(site, OURS);
      assertThat(site.rowsThere("SELECT name, balance FROM account")).containsExactly("ours|1200");
    }
  }

  /** The round has sent it in the old unit, and is settled after the release has run here. */
  @Test
  void whatIsHeldWhileAReleaseRunsIsSentAgain() throws SQLException {
    try (DegradedSite site = accounts()) {
      site.onceAt("round.committed", () -> here(site, HUNDREDFOLD));
      hold(site, "UPDATE account SET name = 'ours', balance = balance + 2");
      site.servers().onPrimary(HUNDREDFOLD);

      site.lastRound();

      assertThat(site.ledger()).hasSize(1).allMatch(entry -> entry.contains("by a migration"));
      decide(site, OURS);
      assertThat(site.rowsThere("SELECT name, balance FROM account")).containsExactly("ours|1200");
    }
  }

  /** Nobody has changed it since but a release. */
  @ParameterizedTest
  @CsvSource({"ours, ours|1200", "theirs, theirs|1000"})
  void whatWasDecidedIsNotHeldAgainForARelease(String decision, String row) throws SQLException {
    try (DegradedSite site = accounts()) {
      hold(site, "UPDATE account SET name = 'ours', balance = balance + 2");
      decide(site, decision.equals("ours") ? OURS : THEIRS);
      release(site, HUNDREDFOLD);

      site.lastRound();

      assertThat(site.rowsThere("SELECT name, balance FROM account")).containsExactly(row);
      assertThat(site.ledger()).isEmpty();
    }
  }

  /** What is held is known by its text. */
  @Test
  void valuesOfAnyTypeMove() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, note text, at timestamptz, f float8, b bytea, j"
                + " jsonb, a text[], i interval, n numeric(10,2))",
            "INSERT INTO t VALUES (1, 'base', '2020-01-01 12:00', 0.1, '\\x00', '{\"a\": 1}', '{x}',"
                + " '1 day', 1)")) {
      site.servers().onPrimary("ALTER TABLE t ADD CONSTRAINT good CHECK (n <> 2)");
      hold(
          site,
          "UPDATE t SET at = now(), f = random(), b = '\\xff', j = '{\"b\": [1.50, null]}', a ="
              + " ARRAY['y,', NULL], i = '1 mon -00:00:00.5', n = 2");
      decide(site, THEIRS);
      site.servers().onPrimary("ALTER TABLE t DROP CONSTRAINT good");
      release(
          site,
          "UPDATE t SET at = at + '1 day'::interval, f = f / 3, b = b || b, j = j || '{\"c\": 2}', a"
              + " = a || 'z'::text, i = i * 2, n = n + 1");
      site.here("UPDATE t SET note = 'later'");

      site.lastRound();

      assertThat(
              site.rowsThere(
                  "SELECT note, at = '2020-01-02 12:00', f < 0.04, b, j, a, i, n FROM t"))
          .containsExactly("later|t|t|\\x0000|{\"a\": 1, \"c\": 2}|{x,z}|2 days|2.00");
    }
  }

  /** Its columns have other numbers then. */
  @Test
  void whatWasTurnedDownStaysSoInATableThatIsMadeAnew() throws SQLException {
    try (DegradedSite site = refused("primary-wins", "mail")) {
      hold(site, "UPDATE t SET mail = 'bad'");
      decide(site, THEIRS);
      release(
          site,
          "CREATE TABLE t_new (id int PRIMARY KEY, more int DEFAULT 7, note text, mail text, a text)",
          "INSERT INTO t_new (id, note, mail, a) SELECT id, note, mail, a FROM t",
          "DROP TABLE t",
          "ALTER TABLE t_new RENAME TO t");
      site.here("UPDATE t SET note = 'later'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a, mail, note, more FROM t"))
          .containsExactly("base|base|later|7");
      assertThat(site.ledger()).isEmpty();
    }
  }

  /** Which rows it changes there nobody knows. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsHeldIsSentAgainAfterAReleaseInTheReplicaRole(boolean decided) throws SQLException {
    try (DegradedSite site = accounts()) {
      hold(site, "UPDATE account SET name = 'ours', balance = balance + 2");
      if (decided) {
        decide(site, THEIRS);
      }
      site.servers().onPrimary(HUNDREDFOLD);
      here(site, "SET session_replication_role = 'replica'", HUNDREDFOLD);

      site.lastRound();

      assertThat(site.ledger()).hasSize(1).allMatch(entry -> entry.contains("by a migration"));
      decide(site, OURS);
      assertThat(site.rowsThere("SELECT balance FROM account")).containsExactly("1200");
    }
  }
}
