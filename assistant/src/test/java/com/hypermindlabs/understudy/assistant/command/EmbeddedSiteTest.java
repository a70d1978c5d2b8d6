package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that embeds the library, and its operator with the command line. */
class EmbeddedSiteTest {
  private static void migrate(DataSource source, String table) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS " + table + " (id int PRIMARY KEY, name text NOT NULL)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"item", "member"})
  void failoverAndReturnLeaveTheApplicationsTablesAlone(String table) throws Exception {
    TestDatabase database = TestServer.shared().createDatabase();
    try (CommandSite site = CommandSite.create()) {
      site.primary(database);
      Settings settings =
          new Settings(
              settings(site).database(),
              settings(site).fallback(),
              settings(site).failover(),
              site.state());
      try (Understudy understudy =
          Understudy.builder(settings).migrations(source -> migrate(source, table)).start()) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> understudy.status().fallback().dataAsOf() != null);
        Ran ran = site.run("failover", "--reason", "maintenance");
        assertThat(ran.code()).isZero();
        assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
        assertThat(tables(database)).isEqualTo(table);
        assertThat(ran.out()).as("of a fallback that is filled").doesNotContain("took over empty");
        assertThat(site.run("return").exits(0).out()).contains("primary");
        assertThat(tables(database)).isEqualTo(table);
      }
    }
  }

  private static Settings settings(CommandSite site) {
    return Settings.load(site.config(), site.folder().resolve("none.env"));
  }

  private static String tables(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT string_agg(tablename, ',' ORDER BY tablename) FROM pg_tables"
                    + " WHERE schemaname = 'public'")) {
      row.next();
      return row.getString(1);
    }
  }
}
