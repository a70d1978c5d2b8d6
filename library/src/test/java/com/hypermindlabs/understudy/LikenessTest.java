package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.persist;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusReport;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the application and its migrations find around the tables is the same on both servers. */
@Tag("slow")
class LikenessTest {
  private HealingSite site;

  @BeforeEach
  void startServers() {
    site = new HealingSite();
  }

  @AfterEach
  void stopServers() {
    site.close();
  }

  private Understudy start(String... migrations) {
    return start(
        source -> {
          for (String sql : migrations) {
            execute(source, sql);
          }
        });
  }

  private Understudy start(Migration migration) {
    return Understudy.builder(site.settings(site.primary().port(), ReturnMode.AUTO))
        .migrations(migration)
        .start();
  }

  private void mirror(Understudy understudy) {
    site.awaitMirrored(understudy);
    site.awaitCaughtUp(understudy);
    assertThat(understudy.status().tables())
        .isNotEmpty()
        .allMatch(StatusReport.TableStatus::isProtected, understudy.status().toString());
  }

  @Test
  void sessionsAreSetAsThePrimaryDeclaresAndStayItWithoutThePrimary() throws Exception {
    execute(site.direct(), "ALTER ROLE postgres SET search_path = shop");
    execute(site.direct(), "ALTER ROLE postgres SET default_transaction_isolation = serializable");
    execute(site.direct(), "ALTER DATABASE postgres SET statement_timeout = '7s'");
    String[] migrations = {
      "CREATE SCHEMA IF NOT EXISTS shop", "CREATE TABLE IF NOT EXISTS customer (id int PRIMARY KEY)"
    };
    try (Understudy understudy = start(migrations)) {
      execute(understudy.dataSource(), "INSERT INTO customer VALUES (1)");
      mirror(understudy);
      site.primary().kill();
      site.await(understudy, Mode.DEGRADED);
      isSet(understudy.dataSource());
      persist(understudy.dataSource(), "INSERT INTO customer VALUES (2) ON CONFLICT DO NOTHING");
    }
    try (Understudy understudy = start(migrations)) {
      assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
      isSet(understudy.dataSource());
      site.primary().restart();
      assertThat(site.awaitReturned(understudy).lastReturn().checksumsEqual()).isTrue();
      assertThat(text(site.direct(), "SELECT count(*) FROM shop.customer")).isEqualTo("2");
    }
  }

  private static void isSet(DataSource source) throws Exception {
    assertThat(text(source, "SELECT to_regclass('customer')")).isEqualTo("customer");
    assertThat(text(source, "SHOW default_transaction_isolation")).isEqualTo("serializable");
    assertThat(text(source, "SHOW statement_timeout")).isEqualTo("7s");
  }

  @Test
  void theSchemaOfThePrimarysUserIsFound() throws Exception {
    try (Understudy understudy =
        start(
            "CREATE SCHEMA IF NOT EXISTS postgres",
            "CREATE TABLE IF NOT EXISTS postgres.customer (id int PRIMARY KEY)")) {
      execute(understudy.dataSource(), "INSERT INTO customer VALUES (1)");
      mirror(understudy);
      site.primary().kill();
      site.await(understudy, Mode.DEGRADED);
      assertThat(text(understudy.dataSource(), "SELECT count(*) FROM customer")).isEqualTo("1");
    }
  }

  @Test
  void aMigrationMayNameRolesThatThePrimaryHas() throws Exception {
    execute(site.direct(), "CREATE ROLE reporting");
    execute(site.direct(), "CREATE ROLE shop");
    try (Understudy understudy =
        start(
            "CREATE TABLE IF NOT EXISTS note (id int PRIMARY KEY, text text)",
            "CREATE TABLE IF NOT EXISTS remark (id int PRIMARY KEY, note int REFERENCES note)",
            "GRANT SELECT ON note TO reporting",
            "ALTER TABLE note OWNER TO shop",
            "ALTER TABLE remark OWNER TO shop",
            "CREATE SCHEMA IF NOT EXISTS till AUTHORIZATION shop",
            "CREATE TABLE IF NOT EXISTS till.sale (id int PRIMARY KEY, text text)",
            "ALTER TABLE till.sale OWNER TO shop")) {
      execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'a'), (2, 'a')");
      execute(understudy.dataSource(), "INSERT INTO till.sale VALUES (1, 'a')");
      mirror(understudy);
      site.primary().kill();
      persist(understudy.dataSource(), "UPDATE note SET text = 'b' WHERE id = 1");
      persist(understudy.dataSource(), "INSERT INTO remark VALUES (1, 2) ON CONFLICT DO NOTHING");
      persist(understudy.dataSource(), "UPDATE till.sale SET text = 'b'");
      site.primary().restart();
      assertThat(site.awaitReturned(understudy).lastReturn().checksumsEqual()).isTrue();
      assertThat(
              text(
                  site.direct(),
                  "SELECT n.text || r.note || s.text FROM note n, remark r, till.sale s"
                      + " WHERE n.id = 1"))
          .isEqualTo("b2b");
    }
  }

  /** As a dump gives them to the application's role there, which is one with the tables' owner. */
  @Test
  void whatADumpGivesToTheApplicationUsesTheTablesOfLaterReleases() throws Exception {
    try (Understudy understudy =
        start(
            "DO $$ BEGIN IF to_regclass('note') IS NULL THEN"
                + " CREATE TABLE note (id int PRIMARY KEY, text text);"
                + " ALTER TABLE note OWNER TO postgres;"
                + " CREATE VIEW list AS SELECT id, text, NULL::text AS tag FROM note;"
                + " ALTER VIEW list OWNER TO postgres;"
                + " CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
                + " 'BEGIN RETURN NULL; END';"
                + " ALTER FUNCTION noted() OWNER TO postgres;"
                + " CREATE TRIGGER noted AFTER INSERT ON note"
                + " FOR EACH ROW EXECUTE FUNCTION noted(); END IF; END $$",
            "CREATE TABLE IF NOT EXISTS tag (note int PRIMARY KEY REFERENCES note, tag text)",
            "CREATE SCHEMA IF NOT EXISTS log",
            "CREATE TABLE IF NOT EXISTS log.trail"
                + " (n int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, note int)",
            "CREATE OR REPLACE VIEW list AS"
                + " SELECT n.id, n.text, t.tag FROM note n LEFT JOIN tag t ON t.note = n.id",
            "CREATE OR REPLACE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
                + " 'BEGIN INSERT INTO log.trail (note) VALUES (NEW.id); RETURN NULL; END'")) {
      execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'a')");
      execute(understudy.dataSource(), "INSERT INTO tag VALUES (1, 'b')");
      mirror(understudy);
      site.primary().kill();
      site.await(understudy, Mode.DEGRADED);
      persist(understudy.dataSource(), "INSERT INTO note VALUES (2, 'c')");
      assertThat(text(understudy.dataSource(), "SELECT tag FROM list WHERE id = 1")).isEqualTo("b");
      assertThat(text(understudy.dataSource(), "SELECT count(*) FROM log.trail")).isEqualTo("2");
      site.primary().restart();
      assertThat(site.awaitReturned(understudy).lastReturn().checksumsEqual()).isTrue();
      assertThat(text(site.direct(), "SELECT tag FROM list WHERE id = 1")).isEqualTo("b");
    }
  }

  @Test
  void aMigrationMayMakeARoleUnlessItIsThere() throws Exception {
    try (Understudy understudy =
        start(
            "CREATE TABLE IF NOT EXISTS note (id int PRIMARY KEY, text text)",
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reporting') THEN"
                + " CREATE ROLE reporting; END IF; END $$",
            "GRANT SELECT ON note TO reporting")) {
      execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'a')");
      mirror(understudy);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DO $$ BEGIN CREATE ROLE reporting; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "CREATE ROLE reporting"
      })
  void oneThatMakesARoleWhateverIsThereIsToldWhatToDo(String migration) throws Exception {
    try (Understudy understudy =
        start(
            source -> {
              if (text(source, "SELECT to_regclass('note') IS NULL").equals("t")) {
                execute(source, migration);
                execute(source, "CREATE TABLE note (id int PRIMARY KEY, text text)");
              }
            })) {
      StatusReport report = site.await(understudy, now -> now.fallback().problem() != null);
      assertThat(report.fallback().problem().hint()).contains("SELECT FROM pg_roles");
    }
  }
}
