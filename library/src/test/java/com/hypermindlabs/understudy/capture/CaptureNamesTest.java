package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever things are called, the capture means its own. */
@Tag("slow")
class CaptureNamesTest {
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void columnsMayHaveTheNamesOfOurVariables(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run(
          "CREATE TABLE t (tg_relid int, more bigint PRIMARY KEY, logged int)",
          "CREATE TABLE pair (logged int, highest int, tg_relid int, lowest int,"
              + " PRIMARY KEY (lowest, highest))",
          "CREATE TABLE first (id int PRIMARY KEY, k1 int, r int, n int, entry int, key int)");
      site.protect();
      for (int last : new int[] {1, 100}) {
        site.run("INSERT INTO t SELECT 0, i, 0 FROM generate_series(1, " + last + ") i");
        assertThat(site.logged()).contains("t 1");
        site.run("UPDATE t SET logged = 1, more = -more");
        assertThat(CaptureSite.keys(site.logged())).contains("1", "-1");
        site.run("DELETE FROM t");
        assertThat(site.logged()).anyMatch(entry -> entry.startsWith("t -" + last));
      }
      site.run("INSERT INTO first VALUES (1)", "UPDATE first SET id = 2", "DELETE FROM first");
      assertThat(site.logged()).containsExactly("first 1", "first 2", "first 2,1");
      site.run("INSERT INTO pair VALUES (1, 2, 3, 4)", "UPDATE pair SET logged = 2, lowest = 5");
      assertThat(site.logged()).containsExactly("pair 4,2", "pair 4,2", "pair 5,2");
    }
  }

  /** A function fixes no search path where it needs none: then it names everything. */
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void nothingInAWritersSearchPathIsCalled(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run(
          "CREATE TABLE t (id bigint PRIMARY KEY, v int)",
          "CREATE TABLE word (other int, id text PRIMARY KEY)",
          "CREATE TABLE pair (a int, b uuid, PRIMARY KEY (a, b))",
          "CREATE TABLE day (id date PRIMARY KEY)",
          "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
          "CREATE TABLE p1 PARTITION OF p DEFAULT");
      site.protect();
      setTraps(site);
      try (Connection writer = site.link().open();
          Statement statement = writer.createStatement()) {
        statement.execute("SET search_path = trap, pg_catalog, public");
        for (String trap :
            new String[] {"1 + 1", "pg_current_xact_id()", "'a'::text", "1::int8 % 2"}) {
          assertThatThrownBy(() -> statement.execute("SELECT " + trap))
              .as(trap)
              .hasMessageContaining("trap");
        }
        List<String> tables = List.of("t", "word", "pair", "day", "p");
        for (String table : tables) {
          for (String rows : new String[] {"1, 2", "3, 700"}) {
            statement.execute(
                switch (table) {
                      case "word" -> "INSERT INTO word (id) SELECT i";
                      case "pair" -> "INSERT INTO pair SELECT i, pg_catalog.gen_random_uuid()";
                      case "day" -> "INSERT INTO day SELECT pg_catalog.make_date(i, 1, 1)";
                      default -> "INSERT INTO " + table + " SELECT i";
                    }
                    + (" FROM pg_catalog.generate_series(" + rows + ") i"));
          }
        }
        // Far apart, so that entries are shared.
        statement.execute(
            "INSERT INTO t SELECT i FROM pg_catalog.generate_series(1000, 200000, 1000) i");
        statement.execute("UPDATE t SET v = 1 WHERE id OPERATOR(pg_catalog.>=) 1000");
        statement.execute("UPDATE t SET v = 1 WHERE id OPERATOR(pg_catalog.=) 1");
        statement.execute("UPDATE word SET other = 1");
        statement.execute(
            "UPDATE day SET id = '2001-02-03' WHERE id OPERATOR(pg_catalog.=) '0001-01-01'");
        for (String table : tables) {
          statement.execute("DELETE FROM " + table);
          statement.execute("TRUNCATE " + table);
        }
      }
      assertThat(site.logged())
          .contains("t 1", "t all", "word 1", "word all", "pair all", "day 0001-01-01", "day all")
          .contains("p 1", "p 700", "p all");
    }
  }

  /** A schema with a failing namesake of everything that the capture calls. */
  private static void setTraps(CaptureSite site) throws SQLException {
    site.run(
        "CREATE SCHEMA trap",
        "CREATE TABLE trap.new_rows ()",
        "CREATE TABLE trap.old_rows ()",
        """
        DO $$
        DECLARE
          f record;
          fails CONSTANT text := $f$LANGUAGE plpgsql AS 'BEGIN RAISE ''trap''; END'$f$;
          typical CONSTANT oid[] := ARRAY[
            'int2', 'int4', 'int8', 'numeric', 'float8', 'text', 'name', 'oid']::regtype[];
        BEGIN
          FOR f IN
            SELECT p.proname AS name, pg_get_function_identity_arguments(p.oid) AS arguments,
              p.prorettype::regtype AS result
            FROM pg_proc p
            WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname IN (
                'pg_current_xact_id', 'date_part', 'clock_timestamp',
                'statement_timestamp', 'txid_current_if_assigned', 'count', 'min', 'max',
                'row_number', 'array_agg', 'pg_identify_object_as_address')
              AND NOT '"any"'::regtype = ANY (p.proargtypes::oid[])
          LOOP
            EXECUTE format(
              'CREATE FUNCTION trap.%I(%s) RETURNS %s %s',
              f.name, f.arguments, f.result, fails);
          END LOOP;
          FOR f IN
            SELECT o.oprname AS name, o.oprleft::regtype AS l, o.oprright::regtype AS r,
              o.oprresult::regtype AS result, row_number() OVER () AS n
            FROM pg_operator o
            WHERE o.oprname IN ('=', '<>', '<', '>', '<=', '>=', '+', '-', '*', '/', '%')
              AND o.oprleft = ANY (typical) AND o.oprright = ANY (typical)
          LOOP
            EXECUTE format(
              'CREATE FUNCTION trap.f%s(%s, %s) RETURNS %s %s', f.n, f.l, f.r, f.result, fails);
            EXECUTE format(
              'CREATE OPERATOR trap.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = trap.f%s)',
              f.name, f.l, f.r, f.n);
          END LOOP;
        END $$
        """,
        "CREATE DOMAIN trap.oid AS pg_catalog.oid CONSTRAINT trap CHECK (false)",
        "CREATE DOMAIN trap.regclass AS pg_catalog.regclass CONSTRAINT trap CHECK (false)",
        "CREATE DOMAIN trap.text AS pg_catalog.text CONSTRAINT trap CHECK (false)");
  }
}
