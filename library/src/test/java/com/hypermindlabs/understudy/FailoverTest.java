package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.StateDirectory;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Tag("slow")
@Execution(ExecutionMode.CONCURRENT) // they wait more than they compute
class FailoverTest {
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

  private static void write(Understudy understudy, int id) throws SQLException {
    try (Connection connection = understudy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO note VALUES (" + id + ", pg_backend_pid()::text)");
    }
  }

  private static void awaitReady(Understudy understudy) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> understudy.status().fallback().running());
  }

  /** Writes until it succeeds; answers the milliseconds it took. */
  private static long writeUntilItWorks(Understudy understudy, int id) {
    long begun = System.nanoTime();
    while (true) {
      try {
        write(understudy, id);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isIn("08006", "08007", "08001");
        assertThat(System.nanoTime() - begun).isLessThan(Duration.ofSeconds(30).toNanos());
      }
    }
  }

  @Test
  void workThatIsBetweenTwoStatementsIsRepeatedOnTheFallback() throws Exception {
    try (Understudy understudy = site.start(primary)) {
      awaitReady(understudy);
      AtomicInteger runs = new AtomicInteger();
      understudy.transaction(
          connection -> {
            try (Statement order = connection.createStatement()) {
              order.execute("INSERT INTO note VALUES (1, 'order')");
            }
            if (runs.incrementAndGet() == 1) {
              primary.kill();
              Awaitility.await()
                  .atMost(Duration.ofSeconds(30))
                  .until(() -> understudy.status().mode() == Mode.DEGRADED);
            }
            try (Statement line = connection.createStatement()) {
              return line.execute("INSERT INTO note VALUES (2, 'line')");
            }
          });
      assertThat(runs).hasValue(2);
    }
  }

  @Test
  void aHealthyPrimaryIsChosen() throws Exception {
    try (Understudy understudy = site.start(primary)) {
      StatusReport status = understudy.status();
      assertThat(status.mode()).isEqualTo(Mode.NORMAL);
      assertThat(status.route().target()).isEqualTo("primary");
      assertThat(status.primary().healthy()).isTrue();
      write(understudy, 1);
    }
  }

  @Test
  void aPrimaryThatIsDownAtTheStartGivesWayToTheFallback() throws Exception {
    primary.stop();
    try (Understudy understudy = site.start(primary)) {
      StatusReport status = understudy.status();
      assertThat(status.mode()).isEqualTo(Mode.DEGRADED);
      assertThat(status.route().reason()).contains("refused");
      assertThat(status.fallback().dataAsOf()).isNull();
      write(understudy, 1);
    }
  }

  @Test
  void aKilledPrimaryGivesWayWhileTheApplicationRuns() throws Exception {
    try (Understudy understudy = site.start(primary)) {
      awaitReady(understudy);
      write(understudy, 1);
      primary.kill();
      long took = writeUntilItWorks(understudy, 2);
      assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
      assertThat(took).isLessThan(5000);
      System.out.println("failover took " + took + " ms");
    }
  }

  @Test
  void aRestartWhileDegradedStaysOnTheFallbackThoughThePrimaryIsBack() throws Exception {
    try (Understudy understudy = site.start(primary)) {
      awaitReady(understudy);
      primary.kill();
      writeUntilItWorks(understudy, 2);
    }
    primary.restart();
    try (Understudy understudy = site.start(primary)) {
      assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
      assertThat(understudy.status().primary().healthy()).isTrue();
    }
  }

  @Test
  void withTheFallbackOffAFailingPrimaryIsAnOutageThatEndsByItself() throws Exception {
    primary.stop();
    Settings settings = site.withoutFallback(primary);
    try (Understudy understudy = site.start(settings)) {
      assertThat(understudy.status().mode()).isEqualTo(Mode.OUTAGE);
      assertThatThrownBy(() -> understudy.dataSource().getConnection())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
          .hasMessageContaining("refused");
      primary.restart();
      Awaitility.await().until(() -> understudy.status().mode() == Mode.NORMAL);
      write(understudy, 1);
    }
  }

  @Test
  void withoutAPrimaryTheSiteIsLocal() throws Exception {
    try (Understudy understudy = site.start(site.local())) {
      assertThat(understudy.status().mode()).isEqualTo(Mode.LOCAL);
      write(understudy, 1);
    }
  }

  @Test
  void aSilentLinkIsNoticedWithinTheBudgetAndFreesTheThreadsThatHang() throws Exception {
    try (FaultProxy link = FaultProxy.to(primary.host(), primary.port());
        Understudy understudy = site.start(site.settings("127.0.0.1", link.port()))) {
      awaitReady(understudy);
      write(understudy, 1);
      link.swallow();
      long took = writeUntilItWorks(understudy, 2);
      assertThat(took).isLessThan(8000);
      System.out.println("silent link took " + took + " ms");
    }
  }

  @Test
  void anOperatorsFailoverLetsRunningTransactionsEnd() throws Exception {
    try (Understudy understudy = site.start(primary)) {
      awaitReady(understudy);
      try (Connection connection = understudy.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("INSERT INTO note VALUES (1, 'begun before')");
        CompletableFuture<Void> order =
            CompletableFuture.runAsync(() -> understudy.failOver("maintenance"));
        CompletableFuture<Void> borrower =
            CompletableFuture.runAsync(() -> writeNow(understudy, 2));
        statement.execute("SELECT pg_sleep(0.5)");
        connection.commit();
        order.get(20, TimeUnit.SECONDS);
        borrower.get(20, TimeUnit.SECONDS);
      }
      assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
      assertThat(understudy.status().route().reason()).isEqualTo("maintenance");
      assertThat(count(primary.maintenance().dataSource(), "id = 1")).isEqualTo(1);
      assertThat(count(understudy.dataSource(), "id = 2")).isEqualTo(1);
    }
  }

  @Test
  void anOperatorsFailoverWaitsForSessionsThatTheApplicationNamed() throws Exception {
    try (Understudy understudy = site.start(site.draining(primary, Duration.ofSeconds(20)))) {
      // A first seed would wait for the transaction as well.
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> understudy.status().fallback().dataAsOf() != null);
      try (Connection connection = understudy.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        connection.setClientInfo("ApplicationName", "orders");
        statement.execute("INSERT INTO note VALUES (1, 'begun before')");
        CompletableFuture<Void> order =
            CompletableFuture.runAsync(() -> understudy.failOver("maintenance"));
        statement.execute("SELECT pg_sleep(3)");
        connection.commit();
        order.get(20, TimeUnit.SECONDS);
      }
      assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
      assertThat(count(primary.maintenance().dataSource(), "id = 1")).isEqualTo(1);
    }
  }

  @Test
  void aTransactionThatOutlastsTheDrainTimeoutIsEnded() throws Exception {
    try (Understudy understudy = site.start(primary)) {
      awaitReady(understudy);
      try (Connection connection = understudy.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("INSERT INTO note VALUES (1, 'too long')");
        understudy.failOver("maintenance");
        assertThatThrownBy(connection::commit)
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
      }
      assertThat(count(primary.maintenance().dataSource(), "id = 1")).isZero();
    }
  }

  @Test
  void aFlagLeftByAProcessThatDiedWhileItDrainedStandsForTheDrainTimeoutAndALittle()
      throws Exception {
    Duration drain = Duration.ofSeconds(4);
    try (Understudy understudy = site.start(site.draining(primary, drain));
        StateDirectory other = StateDirectory.open(site.folder())) {
      long raised = System.nanoTime();
      assertThat(other.map().mark(0, true)).isTrue();
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !other.map().read().waiting());
      // Whoever drains may take that long: lowering it before would let borrowers past him.
      assertThat(Duration.ofNanos(System.nanoTime() - raised)).isGreaterThan(drain);
      write(understudy, 1);
    }
  }

  @Test
  void aSilentPrimaryOfSeveralHostsCostsAStartOneBudgetOnly() throws Exception {
    Duration budget = Duration.ofSeconds(6);
    try (FaultProxy one = FaultProxy.to(primary);
        FaultProxy another = FaultProxy.to(primary)) {
      Settings settings = site.probing(List.of(one, another), budget);
      site.start(settings).close(); // the fallback is made ready
      one.swallow();
      another.swallow();
      long begun = System.nanoTime();
      try (Understudy understudy = site.start(settings)) {
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
        assertThat(took).isBetween(budget.dividedBy(2), budget.multipliedBy(2).minusSeconds(2));
        write(understudy, 1);
      }
    }
  }

  private static void writeNow(Understudy understudy, int id) {
    try {
      write(understudy, id);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int count(DataSource source, String condition) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM note WHERE " + condition)) {
      assertThat(row.next()).isTrue();
      return row.getInt(1);
    }
  }
}
