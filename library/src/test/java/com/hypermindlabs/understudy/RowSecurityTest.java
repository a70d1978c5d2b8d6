package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** After a failover the application sees the rows that policies let it see on the primary. */
@Tag("slow")
class RowSecurityTest {
  private static final String NOTE =
      "CREATE TABLE IF NOT EXISTS note (id int PRIMARY KEY, text text)";
  private static final String ENABLE = "ALTER TABLE note ENABLE ROW LEVEL SECURITY";

  private TestServer primary;
  private TestSite site;

  @BeforeEach
  void startServers() throws Exception {
    primary = TestServer.start();
    site = TestSite.create();
    primary.execute("CREATE ROLE shop LOGIN PASSWORD 'shop'");
    primary.execute("GRANT CREATE ON DATABASE postgres TO shop");
    primary.execute("GRANT ALL ON SCHEMA public TO shop");
  }

  @AfterEach
  void stopServers() {
    site.close();
    primary.close();
  }

  /** As the tables' owner, who is no superuser. */
  private Understudy start(String... migration) {
    Settings usual = site.settings(primary);
    DatabaseSettings database = usual.database();
    Settings settings =
        new Settings(
            new DatabaseSettings(
                database.hosts(),
                database.database(),
                "shop",
                Secret.of("shop"),
                database.properties()),
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

  private static String count(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM note")) {
      row.next();
      return row.getString(1);
    }
  }

  private static void awaitNote(Understudy understudy, Predicate<StatusReport.TableStatus> wanted) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                understudy.status().tables().stream()
                    .anyMatch(table -> table.name().equals("public.note") && wanted.test(table)));
  }

  private static void awaitMirrored(Understudy understudy) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> understudy.status().fallback().dataAsOf() != null);
    awaitNote(understudy, StatusReport.TableStatus::isProtected);
  }

  @Test
  void whatPoliciesDoNotHideFromTheOwnerIsSeenAndWrittenOnTheFallback() throws Exception {
    try (Understudy understudy =
        start(
            NOTE,
            ENABLE,
            "DROP POLICY IF EXISTS no ON note",
            "CREATE POLICY no ON note USING (false)")) {
      run(understudy.dataSource(), "INSERT INTO note VALUES (1, 'a')");
      awaitMirrored(understudy);
      understudy.failOver("test");
      assertThat(count(understudy.dataSource())).isEqualTo("1");
      run(
          understudy.dataSource(),
          "INSERT INTO note VALUES (2, 'b')",
          "UPDATE note SET text = 'c' WHERE id = 1");
      understudy.returnToPrimary();
      assertThat(count(understudy.dataSource())).isEqualTo("2");
    }
  }

  @Test
  void aTableWhoseRowsARestrictivePolicyWouldHideIsClosedWithTheReason() throws Exception {
    try (Understudy understudy =
        start(
            NOTE,
            ENABLE,
            "DROP POLICY IF EXISTS no ON note",
            "CREATE POLICY no ON note AS RESTRICTIVE USING (false)")) {
      awaitNote(
          understudy,
          table ->
              !table.isProtected()
                  && String.valueOf(table.reason()).contains("a restrictive policy"));
    }
  }

  @Test
  void aTableThatBeginsToBindTheApplicationOnThePrimaryBindsItOnTheFallback() throws Exception {
    try (Understudy understudy = start(NOTE, ENABLE)) {
      run(understudy.dataSource(), "INSERT INTO note VALUES (1, 'a')");
      awaitMirrored(understudy);
      primary.execute("ALTER TABLE note FORCE ROW LEVEL SECURITY");
      awaitNote(
          understudy,
          table -> !table.isProtected() && String.valueOf(table.reason()).contains("row level"));
      understudy.failOver("test");
      assertThat(count(understudy.dataSource())).isEqualTo("0");
    }
  }
}
