package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/**
 * The primary's triggers and checks run under the application's settings, and a round under its
 * own, whatever a database declares.
 */
class ApplicationSettingsTest {
  private static final String IN_TOKYO = "SET timezone = 'Asia/Tokyo'";
  private static final String ROW = "INSERT INTO t VALUES (1, '2026-11-30 20:00Z', '2026-12-01')";

  /** For every session of the database that begins from now on. */
  private static String declare(String setting) {
    return "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET "
        + setting.replace("'", "''")
        + "', current_database()); END $$";
  }

  private static void hereInTokyo(DegradedSite site, String sql) throws SQLException {
    try (Connection connection = site.servers().fallbackApplication().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(IN_TOKYO);
      statement.execute(sql);
    }
  }

  @Test
  void aTriggerThereSeesTheDatabasesTimeZone() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, at timestamptz, day date)",
            "CREATE FUNCTION of_day() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.day :="
                + " NEW.at::date; RETURN NEW; END $$",
            "CREATE TRIGGER of_day BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION"
                + " of_day()",
            declare("timezone = 'Asia/Tokyo'"))) {
      hereInTokyo(site, ROW);
      assertThat(site.rowsHere("SELECT day FROM t")).containsExactly("2026-12-01");

      site.lastRound();

      assertThat(site.rowsThere("SELECT day FROM t")).containsExactly("2026-12-01");
    }
  }

  @Test
  void aCheckThereSeesTheDatabasesTimeZone() throws SQLException {
    try (DegradedSite site = DegradedSite.after(checked())) {
      hereInTokyo(site, ROW);

      site.lastRound();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT day FROM t")).containsExactly("2026-12-01");
    }
  }

  @Test
  void aCheckSeesItInTheMirrorToo() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty().beginMirroredAfter(checked(), IN_TOKYO, ROW, "RESET timezone")) {
      assertThat(site.rowsHere("SELECT day FROM t")).containsExactly("2026-12-01");
      site.lastRound();
      site.servers().onPrimary(IN_TOKYO, "UPDATE t SET at = at + interval '1 hour'");

      site.mirror();

      assertThat(site.rowsHere("SELECT at = '2026-11-30 21:00Z' FROM t")).containsExactly("t");
    }
  }

  private static String[] checked() {
    return new String[] {
      "CREATE TABLE t (id int PRIMARY KEY, at timestamptz, day date, CHECK (at::date = day))",
      declare("timezone = 'Asia/Tokyo'")
    };
  }

  /** What a trigger sees, and what people read, are two things. */
  @Test
  void theLedgerIsWrittenUnderOurOwn() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, at timestamptz, a text)",
            declare("timezone = 'Asia/Tokyo'"))) {
      site.servers().onPrimary("ALTER TABLE t ADD CHECK (a <> 'bad')");
      site.here("INSERT INTO t VALUES (1, '2026-11-30 20:00Z', 'bad')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT ours[2] FROM understudy.ledger"))
          .containsExactly("2026-11-30 20:00:00+00");
    }
  }

  @Test
  void aTriggerThereMayReadWhatHasRowSecurity() throws SQLException {
    try (DegradedSite site = DegradedSite.after("CREATE TABLE t (id int PRIMARY KEY, a text)")) {
      site.servers()
          .onPrimary(
              "CREATE TABLE tenant (id int PRIMARY KEY)",
              "ALTER TABLE tenant ENABLE ROW LEVEL SECURITY",
              "ALTER TABLE tenant FORCE ROW LEVEL SECURITY",
              "CREATE POLICY all_rows ON tenant USING (true)",
              "CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM FROM"
                  + " tenant; RETURN NEW; END $$",
              "CREATE TRIGGER look BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION look()",
              "INSERT INTO t VALUES (9, 'as any writer')");
      site.here("INSERT INTO t VALUES (1, 'a')");

      site.lastRound();

      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void nullsOfArraysAreNullsWhateverADatabaseSays() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TYPE mood AS ENUM ('sad')",
            "CREATE TABLE t (id int PRIMARY KEY, a text[], m mood)")) {
      site.servers().onPrimary(declare("array_nulls = off"));
      site.here("INSERT INTO t VALUES (1, ARRAY['a', NULL])");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a[2] IS NULL FROM t")).containsExactly("t");
    }
  }

  @Test
  void aDatabaseThatEndsLongTransactionsGetsTheRound() throws SQLException {
    try (DegradedSite site = DegradedSite.after("CREATE TABLE t (id int PRIMARY KEY, a text)")) {
      site.servers().onPrimary(declare("transaction_timeout = 300"));
      site.here("INSERT INTO t VALUES (1, 'a')");
      // The limit is the server's, so it is another session of the server that lets it pass.
      site.onceAt("round.staged", () -> site.rowsHere("SELECT pg_sleep(0.6)"));

      site.round();

      assertThat(site.rowsThere("SELECT * FROM t")).containsExactly("1|a");
    }
  }

  @Test
  void aPrimaryOfRepeatableReadsGetsTheRound() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, a text)",
            "INSERT INTO t SELECT i, 'old' FROM generate_series(1, 5) i")) {
      site.servers().onPrimary(declare("default_transaction_isolation = 'repeatable read'"));
      site.here("UPDATE t SET a = 'new'");
      site.onceAt("round.staged", () -> site.there("UPDATE t SET a = a || '!' WHERE id = 1"));

      site.round();

      assertThat(site.rowsThere("SELECT a FROM t WHERE id > 1")).containsOnly("new");
    }
  }
}
