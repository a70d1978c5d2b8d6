package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.config.ProbeSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** A site and its primary, with short times, for tests that go all the way out and back. */
final class HealingSite implements AutoCloseable {
  static final Duration CALM = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final TestServer primary = TestServer.start();
  private final TestSite site = TestSite.create();

  TestServer primary() {
    return primary;
  }

  TestSite site() {
    return site;
  }

  /** Settings to a port: the primary's own, or a proxy's before it. */
  Settings settings(int port, ReturnMode mode) {
    return settings(site, port, mode);
  }

  static Settings settings(TestSite of, int port, ReturnMode mode) {
    Settings plain = of.settings("127.0.0.1", port);
    return new Settings(plain.database(), plain.fallback(), failover(mode), plain.stateDirectory());
  }

  /** Without a primary. */
  Settings local() {
    Settings plain = site.local();
    return new Settings(null, plain.fallback(), failover(ReturnMode.AUTO), plain.stateDirectory());
  }

  /** Waits until the fallback has what was committed before now. */
  void awaitCaughtUp(Understudy understudy) {
    Instant now = Instant.now();
    await(
        understudy,
        report -> {
          Instant asOf = report.fallback().dataAsOf();
          return asOf != null && asOf.isAfter(now);
        });
  }

  static FailoverSettings failover(ReturnMode mode) {
    return new FailoverSettings(
        ProbeSettings.defaults(),
        mode,
        CALM,
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        MirrorSettings.defaults(),
        ConflictSettings.defaults());
  }

  Understudy start() {
    return start(settings(primary.port(), ReturnMode.AUTO));
  }

  Understudy start(Settings settings) {
    return Understudy.builder(settings).migrations(TestSite::migrate).start();
  }

  /** Waits until the fallback has the primary's data. */
  void awaitMirrored(Understudy understudy) {
    await(
        understudy,
        report -> report.fallback().dataAsOf() != null && report.mirror().lastCycle() != null);
  }

  StatusReport await(Understudy understudy, Mode mode) {
    return await(understudy, report -> report.mode() == mode);
  }

  StatusReport await(Understudy understudy, Predicate<StatusReport> wanted) {
    return Awaitility.await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(20))
        .until(understudy::status, wanted);
  }

  /** Waits until a return is over and proven. */
  StatusReport awaitReturned(Understudy understudy) {
    return await(
        understudy,
        report ->
            report.mode() == Mode.NORMAL
                && report.lastReturn() != null
                && report.lastReturn().checksumsEqual() != null);
  }

  DataSource direct() {
    return primary.maintenance().dataSource();
  }

  static void execute(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Repeats what broken connections end, until it succeeds. */
  static void persist(DataSource source, String sql) throws SQLException {
    long begun = System.nanoTime();
    while (true) {
      try {
        execute(source, sql);
        return;
      } catch (SQLException e) {
        assertThat(e.getSQLState()).as(e.getMessage()).isIn("08006", "08007", "08001", "25006");
        assertThat(System.nanoTime() - begun).isLessThan(LONG.toNanos());
      }
    }
  }

  static String text(DataSource source, String query) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      assertThat(row.next()).isTrue();
      return String.valueOf(row.getString(1));
    }
  }

  @Override
  public void close() {
    site.close();
    primary.close();
  }
}
