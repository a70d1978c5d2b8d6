package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.testkit.Direction;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a link fails, under traffic. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT) // they wait more than they compute
class LinkFaultsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private TestServer primary;
  private FaultProxy link;
  private TestSite site;
  private Understudy understudy;
  private int key;

  @BeforeEach
  void startAll() {
    primary = TestServer.start();
    link = FaultProxy.to(primary);
    site = TestSite.create();
    understudy = site.start(site.settings(link.host(), link.port()));
    Awaitility.await().atMost(LONG).until(() -> understudy.status().fallback().running());
  }

  @AfterEach
  void stopAll() {
    understudy.close();
    site.close();
    link.close();
    primary.close();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("refuses", FaultProxy::refuse),
        fault("resets", FaultProxy::reset),
        fault("swallows both ways", FaultProxy::swallow),
        fault("swallows questions", link -> link.swallow(Direction.CLIENT_TO_SERVER)),
        fault("swallows answers", link -> link.swallow(Direction.SERVER_TO_CLIENT)),
        fault("is a black hole", FaultProxy::blackHole),
        fault("delays beyond the budget", link -> link.delay(Duration.ofSeconds(5))),
        fault("trickles", link -> link.throttle(5)),
        fault("is cut in the middle of an answer", link -> link.cutAfter(30)));
  }

  private static Arguments fault(String name, Consumer<FaultProxy> fault) {
    return Arguments.of(name, fault);
  }

  /** Writes one row; answers whether that was acknowledged. */
  private boolean write(int row) {
    try (Connection connection = understudy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO note VALUES (" + row + ", '')");
      return true;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isIn("08006", "08007", "08001", "25006");
      return false;
    }
  }

  private Set<Integer> rows(Connection connection) throws SQLException {
    try (connection;
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM note")) {
      Set<Integer> found = new HashSet<>();
      while (rows.next()) {
        found.add(rows.getInt(1));
      }
      return found;
    }
  }

  @ParameterizedTest(name = "a link that {0}")
  @MethodSource("faults")
  void everyFaultEndsOnTheFallbackAndLosesNothingAcknowledged(
      String name, Consumer<FaultProxy> fault) throws Exception {
    Set<Integer> acknowledged = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      if (write(++key)) {
        acknowledged.add(key);
      }
    }
    long before = link.injected();
    fault.accept(link);
    long begun = System.nanoTime();
    int after = 0;
    while (after < 20) {
      if (write(++key)) {
        acknowledged.add(key);
        after += understudy.status().mode() == Mode.DEGRADED ? 1 : 0;
      }
      assertThat(System.nanoTime() - begun).as(name).isLessThan(LONG.toNanos());
    }
    assertThat(link.injected()).as("the fault took hold").isGreaterThan(before);
    assertThat(understudy.status().route().epoch()).isEqualTo(1);
    Set<Integer> kept = rows(primary.maintenance().connect());
    kept.addAll(rows(understudy.dataSource().getConnection()));
    assertThat(kept).containsAll(acknowledged);
  }

  @Test
  void threadsThatHangInAReadAreFreedWhenTheSiteTurns() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<String>> hanging = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        hanging.add(threads.submit(this::sleepOnTheServer));
      }
      Awaitility.await().atMost(LONG).until(() -> sleepers() == 8);
      link.swallow();
      for (Future<String> one : hanging) {
        assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo("08006");
      }
      assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
    } finally {
      threads.shutdownNow();
    }
  }

  private String sleepOnTheServer() {
    try (Connection connection = understudy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_sleep(300)");
      return "no error";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  private long sleepers() throws SQLException {
    try (Connection direct = primary.maintenance().connect();
        Statement statement = direct.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(300)'")) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  @Test
  void aLinkThatFlapsBringsAboutOneFailoverAtMost() {
    for (int i = 0; i < 10; i++) {
      link.swallow();
      writeFor(Duration.ofMillis(300));
      link.pass();
      writeFor(Duration.ofMillis(200));
    }
    assertThat(understudy.status().route().epoch()).isLessThanOrEqualTo(1);
  }

  private void writeFor(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread writer = new Thread(() -> write(++key));
      writer.start();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @Test
  void oneBrokenConnectionIsNoFailover() throws Exception {
    try (Connection connection = understudy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      primary.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name LIKE 'understudy/%' AND application_name NOT LIKE '%own'");
      Awaitility.await().atMost(LONG).until(() -> write(++key));
      assertThat(connection.isClosed() || !statement.isClosed()).isTrue();
    }
    assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
    assertThat(understudy.status().route().epoch()).isZero();
  }
}
