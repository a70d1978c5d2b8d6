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
    return Understudy.builder(site.settings(site.primary().port(), ReturnMode.AUTO))
        .migrations(
            source -> {
              for (String sql : migrations) {
                execute(source, sql);
              }
            })
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
}
