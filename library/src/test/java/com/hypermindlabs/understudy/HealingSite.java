package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.config.MirrorSettings;
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
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** A site and its primary, with short times, for tests that go all the way out and back. */
final class HealingSite implements AutoCloseable {
  static final Duration CALM = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofMinutes(2);

  static final String ROWS = "SELECT string_agg(id || text, ',' ORDER BY id) FROM note";

  private final TestServer primary;
  private final TestSite site;

  HealingSite() {
    this(TestSite.create());
  }

  /** A primary with these settings of the server's. */
  HealingSite(TestSite site, String... ofPrimary) {
    this.site = site;
    this.primary = TestServer.start(ofPrimary);
  }

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

  /** With another mirror, or other answers to conflicts. */
  Settings settings(ReturnMode mode, MirrorSettings mirror, ConflictSettings conflicts) {
    Settings plain = site.settings(primary);
    return new Settings(
        plain.database(),
        plain.fallback(),
        failover(mode, mirror, conflicts),
        plain.stateDirectory());
  }

  static FailoverSettings failover(ReturnMode mode) {
    return failover(mode, MirrorSettings.defaults(), ConflictSettings.defaults());
  }

  private static FailoverSettings failover(
      ReturnMode mode, MirrorSettings mirror, ConflictSettings conflicts) {
    return new FailoverSettings(
        TestSite.PROBE,
        mode,
        CALM,
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        mirror,
        conflicts);
  }

  Understudy start() {
    return start(settings(primary.port(), ReturnMode.AUTO));
  }

  Understudy start(Settings settings) {
    return Understudy.builder(settings).migrations(TestSite::migrate).start();
  }

  /** A process that hears of each step. */
  Understudy start(int port, StepHook steps) {
    return Understudy.builder(settings(port, ReturnMode.AUTO))
        .migrations(TestSite::migrate)
        .steps(steps)
        .start();
  }

  /** Mirrored with two rows, then degraded with one changed and one new; the primary is dead. */
  void degrade(Understudy understudy) throws SQLException {
    execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'before'), (2, 'before')");
    awaitMirrored(understudy);
    awaitCaughtUp(understudy);
    primary.kill();
    writeOurs(understudy);
  }

  static void writeOurs(Understudy understudy) throws SQLException {
    persist(understudy.dataSource(), "UPDATE note SET text = 'ours' WHERE id = 1");
    persist(understudy.dataSource(), "INSERT INTO note VALUES (3, 'ours') ON CONFLICT DO NOTHING");
  }

  /** Waits for the return of what {@link #degrade} left, and looks at both sides. */
  void isWhole(Understudy understudy) throws SQLException {
    StatusReport report = awaitReturned(understudy);
    assertThat(report.lastReturn().checksumsEqual()).isTrue();
    assertThat(text(direct(), ROWS)).isEqualTo("1ours,2before,3ours");
    assertThat(text(understudy.dataSource(), ROWS)).isEqualTo("1ours,2before,3ours");
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

  /**
   * The keys on the primary, of a site that nobody runs any more, once all is handed back: on a
   * busy machine the last thing that its processes did may have been another failover.
   */
  Set<Integer> idsAtRest() throws SQLException {
    try (Understudy understudy = start()) {
      await(
          understudy,
          report ->
              report.mode() == Mode.NORMAL && Long.valueOf(0).equals(report.journal().rows()));
    }
    Set<Integer> ids = new HashSet<>();
    try (Connection connection = direct().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id FROM note")) {
      while (row.next()) {
        ids.add(row.getInt(1));
      }
    }
    return ids;
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
