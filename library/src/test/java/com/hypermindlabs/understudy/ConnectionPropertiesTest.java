package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The connection properties of the primary hold on the fallback, too. */
@Tag("slow")
class ConnectionPropertiesTest {
  private static final String BOOKING =
      "CREATE TABLE IF NOT EXISTS booking (id uuid PRIMARY KEY, what text)";

  private TestServer primary;
  private TestSite site;

  @BeforeEach
  void startServers() {
    primary = TestServer.start();
    site = TestSite.create();
  }

  @AfterEach
  void stopServers() {
    site.close();
    primary.close();
  }

  private Understudy start(Map<String, String> properties, String... migration) {
    Settings usual = site.settings(primary);
    DatabaseSettings database = usual.database();
    Settings settings =
        new Settings(
            new DatabaseSettings(
                database.hosts(),
                database.database(),
                database.user(),
                database.password(),
                properties),
            usual.fallback(),
            usual.failover(),
            usual.stateDirectory());
    return Understudy.builder(settings).migrations(source -> run(source, migration)).start();
  }

  private static void run(DataSource source, String... statements) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String one(DataSource source, String query) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void book(DataSource source, String what) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO booking (id, what) VALUES (?, ?)")) {
      insert.setString(1, UUID.randomUUID().toString());
      insert.setString(2, what);
      insert.executeUpdate();
    }
  }

  private static void awaitMirrored(Understudy understudy) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(understudy.status().fallback().dataAsOf())
                  .as("%s", understudy.status())
                  .isNotNull();
              assertThat(understudy.status().mirror().pendingRows())
                  .as("%s", understudy.status())
                  .isEqualTo(0);
            });
  }

  @Test
  void aStatementThatWorksByAPropertyWorksOnTheFallback() throws Exception {
    try (Understudy understudy = start(Map.of("stringtype", "unspecified"), BOOKING)) {
      book(understudy.dataSource(), "there");
      awaitMirrored(understudy);
      understudy.failOver("test");
      assertThatCode(() -> book(understudy.dataSource(), "here")).doesNotThrowAnyException();
      assertThat(one(understudy.dataSource(), "SELECT count(*) FROM booking")).isEqualTo("2");
    }
  }

  @Test
  void theSchemaOfTheSettingsIsTheFallbacks() throws Exception {
    try (Understudy understudy =
        start(
            Map.of("currentSchema", "app", "stringtype", "unspecified"),
            "CREATE SCHEMA IF NOT EXISTS app",
            "CREATE OR REPLACE FUNCTION known(what text) RETURNS bool LANGUAGE sql AS"
                + " 'SELECT $1 IS NOT NULL'",
            "CREATE OR REPLACE FUNCTION fine(what text) RETURNS bool LANGUAGE plpgsql AS"
                + " 'BEGIN RETURN known(what); END'",
            BOOKING.replace("what text", "what text CHECK (fine(what))"))) {
      book(understudy.dataSource(), "there");
      awaitMirrored(understudy);
      understudy.failOver("test");
      book(understudy.dataSource(), "here");
      assertThat(one(understudy.dataSource(), "SELECT count(*) FROM app.booking")).isEqualTo("2");
    }
  }

  @Test
  void theMirrorAndTheReturnAreNotDisturbed() throws Exception {
    Map<String, String> properties =
        Map.of(
            "stringtype",
            "unspecified",
            "preferQueryMode",
            "simple",
            "autosave",
            "always",
            "defaultRowFetchSize",
            "3",
            "options",
            "-c datestyle=German -c bytea_output=escape -c statement_timeout=30s"
                + " -c default_transaction_isolation=repeatable\\ read");
    try (Understudy understudy = start(properties, BOOKING)) {
      for (int n = 0; n < 10; n++) {
        book(understudy.dataSource(), "there " + n);
      }
      awaitMirrored(understudy);
      understudy.failOver("test");
      assertThat(one(understudy.dataSource(), "SHOW bytea_output")).isEqualTo("escape");
      assertThat(one(understudy.dataSource(), "SHOW transaction_isolation"))
          .isEqualTo("repeatable read");
      book(understudy.dataSource(), "here");
      run(understudy.dataSource(), "UPDATE booking SET what = what || '!' WHERE what LIKE '%3'");
      understudy.returnToPrimary();
      assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
      assertThat(
              one(
                  primary.maintenance().dataSource(),
                  "SELECT string_agg(what, ', ' ORDER BY what) FROM booking WHERE what LIKE '%!'"
                      + " OR what = 'here'"))
          .isEqualTo("here, there 3!");
    }
  }

  @Test
  void whatTheFallbackDoesNotTakeIsToldBeforeItIsNeeded() throws Exception {
    try (Understudy understudy =
        start(
            Map.of("options", "-c nonsense.of_ours=1 -c role=" + TestServer.SUPERUSER), BOOKING)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(understudy.status().fallback().problem()).isNotNull();
                assertThat(understudy.status().fallback().problem().message())
                    .contains("[options]")
                    .contains("role");
              });
    }
  }
}
