package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.ProblemCode;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cells of the failure matrix: a primary that answers but cannot serve, in every mode. */
@Tag("slow")
class SickPrimaryTest {
  private final AtomicReference<Understudy> running = new AtomicReference<>();
  private final AtomicBoolean armed = new AtomicBoolean();
  private final AtomicBoolean struck = new AtomicBoolean();
  private HealingSite site;

  @AfterEach
  void stopServers() {
    site.close();
  }

  /** Strikes once, in the middle of a round. */
  private StepHook strike(Fault fault) {
    return step -> {
      if (armed.get() && step.equals("round.staged") && struck.compareAndSet(false, true)) {
        try {
          fault.strike();
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private interface Fault {
    void strike() throws SQLException;
  }

  private static boolean has(StatusReport report, ProblemCode code) {
    Problem problem = report.primary().problem();
    return problem != null && problem.code() == code;
  }

  @Test
  void aPrimaryThatTurnsReadOnlyWhileTheSiteReturnsLeavesTheJournalIntact() throws Exception {
    site = new HealingSite();
    Fault readOnly =
        () -> {
          readOnly("on");
          // The round is held up here until the monitor has seen it, so that it cannot slip
          // through.
          Awaitility.await()
              .atMost(Duration.ofSeconds(60))
              .until(() -> has(running.get().status(), ProblemCode.READ_ONLY));
        };
    try (Understudy understudy = site.start(site.primary().port(), strike(readOnly))) {
      running.set(understudy);
      site.degrade(understudy);
      armed.set(true);
      site.primary().restart();
      site.await(understudy, report -> struck.get() && report.mode() == Mode.DEGRADED);
      site.await(understudy, report -> Long.valueOf(2).equals(report.journal().rows()));
      execute(understudy.dataSource(), "UPDATE note SET text = 'ours' WHERE id = 1");
      readOnly("off");
      site.isWhole(understudy);
    }
  }

  @Test
  void aPrimaryThatTurnsReadOnlyGivesWayAndIsLeftAloneUntilItCanWriteAgain() throws Exception {
    site = new HealingSite();
    try (Understudy understudy = site.start()) {
      mirrored(understudy);
      readOnly("on");
      isLeftAlone(understudy, ProblemCode.READ_ONLY);
      readOnly("off");
      site.isWhole(understudy);
    }
  }

  @Test
  void aPrimaryThatRunsOutOfConnectionsGivesWayAndIsLeftAloneUntilItHasSome() throws Exception {
    site = new HealingSite();
    TestDatabase database = ordinary(site.primary().createDatabase());
    try (Understudy understudy = start(database, step -> {})) {
      mirrored(understudy);
      limit(database, 0);
      endConnections("application_name LIKE '%/own'");
      site.await(
          understudy,
          report ->
              report.mirror().state().equals("stopped")
                  && String.valueOf(report.mirror().reason()).contains("too many connections"));
      endConnections("usename = '" + database.user() + "'");
      isLeftAlone(understudy, ProblemCode.TOO_MANY_CONNECTIONS);
      limit(database, -1);
      assertThat(site.awaitReturned(understudy).lastReturn().checksumsEqual()).isTrue();
      assertThat(text(database.dataSource(), HealingSite.ROWS)).isEqualTo("1ours,2before,3ours");
    }
  }

  private void mirrored(Understudy understudy) throws SQLException {
    execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'before'), (2, 'before')");
    site.awaitMirrored(understudy);
    site.awaitCaughtUp(understudy);
  }

  /** The site turns away from it, writes, and stays where it is for several times the calm time. */
  private void isLeftAlone(Understudy understudy, ProblemCode why) throws SQLException {
    site.await(understudy, report -> report.mode() == Mode.DEGRADED && has(report, why));
    HealingSite.writeOurs(understudy);
    Awaitility.await()
        .during(HealingSite.CALM.multipliedBy(4))
        .atMost(Duration.ofSeconds(30))
        .until(() -> understudy.status().mode() == Mode.DEGRADED);
    assertThat(understudy.status().route().epoch()).isEqualTo(1);
    assertThat(has(understudy.status(), why)).isTrue();
  }

  private void readOnly(String onOrOff) {
    site.primary()
        .execute(
            "SET default_transaction_read_only = off",
            "ALTER SYSTEM SET default_transaction_read_only = " + onOrOff,
            "SELECT pg_reload_conf()");
  }

  @Test
  @Tag("thorough")
  void aPrimaryThatRunsOutOfConnectionsWhileTheSiteReturnsLeavesTheJournalIntact()
      throws Exception {
    site = new HealingSite();
    TestDatabase database = ordinary(site.primary().createDatabase());
    Fault full =
        () -> {
          limit(database, 0);
          endConnections("usename = '" + database.user() + "'");
          throw new SQLException("the round is cut here, so that it needs new connections");
        };
    try (Understudy understudy = start(database, strike(full))) {
      site.degrade(understudy);
      armed.set(true);
      site.primary().restart();
      site.await(
          understudy,
          report ->
              struck.get()
                  && report.mode() == Mode.DEGRADED
                  && String.valueOf(report.journal().waitsFor()).contains("too many connections"));
      execute(understudy.dataSource(), "UPDATE note SET text = 'ours' WHERE id = 1");
      limit(database, -1);
      assertThat(site.awaitReturned(understudy).lastReturn().checksumsEqual()).isTrue();
      assertThat(text(database.dataSource(), HealingSite.ROWS)).isEqualTo("1ours,2before,3ours");
    }
  }

  /** The same database, owned by a role without further rights: a superuser knows no limit. */
  private TestDatabase ordinary(TestDatabase database) {
    site.primary()
        .execute(
            "CREATE ROLE ordinary LOGIN PASSWORD 's3cret'",
            "ALTER DATABASE " + database.name() + " OWNER TO ordinary");
    return database.as("ordinary", "s3cret");
  }

  private void limit(TestDatabase database, int connections) {
    site.primary().execute("ALTER ROLE " + database.user() + " CONNECTION LIMIT " + connections);
  }

  /** Those that are there would do else. */
  private void endConnections(String which) {
    site.primary().execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + which);
  }

  private Understudy start(TestDatabase database, StepHook steps) {
    Settings plain = site.settings(site.primary().port(), ReturnMode.AUTO);
    return Understudy.builder(
            new Settings(
                new DatabaseSettings(
                    plain.database().hosts(),
                    database.name(),
                    database.user(),
                    Secret.of(database.password()),
                    Map.of()),
                plain.fallback(),
                plain.failover(),
                plain.stateDirectory()))
        .migrations(TestSite::migrate)
        .steps(steps)
        .start();
  }
}
