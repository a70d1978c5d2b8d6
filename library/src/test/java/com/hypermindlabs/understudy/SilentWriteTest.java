package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.testkit.Kill;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A primary that falls silent while somebody sends it a lot. */
@Tag("slow")
class SilentWriteTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int MUCH = 64_000_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch ready = new CountDownLatch(2);
  private final CountDownLatch silent = new CountDownLatch(1);
  private TestServer primary;
  private TestSite site;

  @BeforeEach
  void startServers() {
    primary = TestServer.encrypted();
    site = TestSite.create();
  }

  @AfterEach
  void stopServers() {
    threads.shutdownNow();
    Kill.resumeTree(primary.pid());
    site.close();
    primary.close();
  }

  private Settings settings(String encryption) {
    Settings plain = site.settings(primary);
    DatabaseSettings database = plain.database();
    return new Settings(
        new DatabaseSettings(
            database.hosts(),
            database.database(),
            database.user(),
            database.password(),
            Map.of("sslmode", encryption)),
        plain.fallback(),
        plain.failover(),
        plain.stateDirectory());
  }

  private interface Work {
    void on(Connection connection) throws SQLException;
  }

  /** What work in a transaction is told that goes on when the primary has fallen silent. */
  private String told(Understudy understudy, Work work) throws Exception {
    try (Connection connection = understudy.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      ready.countDown();
      silent.await();
      work.on(connection);
      return "no error";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  private static void send(Connection connection) throws SQLException {
    try (PreparedStatement much = connection.prepareStatement("SELECT length(?::bytea)")) {
      much.setBytes(1, new byte[MUCH]);
      much.execute();
    }
  }

  private static void read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    }
  }

  private static boolean encrypted(Understudy understudy) throws SQLException {
    String sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    try (Connection connection = understudy.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** The change of route was seen through: nothing of it is an intent any more. */
  private boolean confirmed() throws IOException {
    String record = Files.readString(site.folder().resolve("route.json"));
    return record.contains("degraded") && !record.contains("intent");
  }

  @ParameterizedTest(name = "sslmode = {0}")
  @ValueSource(strings = {"disable", "require"})
  void everybodyIsFreedAndTheSiteTurns(String encryption) throws Exception {
    try (Understudy understudy = site.start(settings(encryption))) {
      Awaitility.await().atMost(LONG).until(() -> understudy.status().mirror().lastCycle() != null);
      assertThat(encrypted(understudy)).isEqualTo(encryption.equals("require"));
      Future<String> writer = threads.submit(() -> told(understudy, SilentWriteTest::send));
      Future<String> reader = threads.submit(() -> told(understudy, SilentWriteTest::read));
      assertThat(ready.await(30, TimeUnit.SECONDS)).isTrue();
      Kill.pauseTree(primary.pid());
      silent.countDown();
      Awaitility.await().atMost(LONG).until(() -> understudy.status().mode() == Mode.DEGRADED);
      assertThat(writer.get(20, TimeUnit.SECONDS)).isEqualTo("08006");
      assertThat(reader.get(20, TimeUnit.SECONDS)).isEqualTo("08006");
      Awaitility.await().atMost(LONG).until(this::confirmed);
    }
  }
}
