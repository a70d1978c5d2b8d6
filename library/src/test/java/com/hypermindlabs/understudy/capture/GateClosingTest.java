package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Opening and closing the gate beside writers of every kind. */
class GateClosingTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static List<TestServer> servers;

  @BeforeAll
  static void start() {
    servers =
        TestServer.everyVersion().stream()
            .map(binaries -> TestServer.start(binaries, "max_prepared_transactions = 5"))
            .toList();
  }

  @AfterAll
  static void stop() {
    servers.forEach(TestServer::close);
  }

  static List<TestServer> servers() {
    return servers;
  }

  static Stream<Arguments> everyLevel() {
    return servers.stream()
        .flatMap(
            server ->
                Stream.of("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE")
                    .map(level -> Arguments.of(server, level)));
  }

  private static JournaledFallback fallback(TestServer server) throws SQLException {
    JournaledFallback fallback = JournaledFallback.on(server);
    fallback.migrate("CREATE TABLE t (id int PRIMARY KEY)");
    return fallback;
  }

  private static Statement begin(Connection connection, String level) throws SQLException {
    Statement statement = connection.createStatement();
    statement.execute("SET TRANSACTION ISOLATION LEVEL " + level);
    statement.execute("SELECT count(*) FROM t"); // takes the snapshot, where there is one
    return statement;
  }

  private static void refused(Statement statement) {
    assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES (1)"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
  }

  private static GateTable.State close(JournaledFallback fallback) throws SQLException {
    try (Closing closing = fallback.servers().gate().beginClosing(LONG)) {
      discard(fallback, closing);
      return closing.close(1, "test");
    }
  }

  /** What a return does before, in one line: nothing here is to be carried anywhere. */
  private static void discard(JournaledFallback fallback, Closing closing) throws SQLException {
    TwoServers.rows(
        closing.connection(),
        "WITH one AS (DELETE FROM understudy.journal_" + fallback.number("t") + ") SELECT 1");
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("everyLevel")
  void aWriterWhoseTransactionBeganBeforeTheOpeningNeverWritesUnderAClosedGate(
      TestServer server, String level) throws SQLException {
    try (JournaledFallback fallback = fallback(server);
        Connection connection = fallback.session()) {
      Statement statement = begin(connection, level);
      fallback.open();
      if (level.equals("READ COMMITTED")) {
        statement.execute("INSERT INTO t VALUES (1)");
        connection.commit();
        assertThat(fallback.journal().rows()).isEqualTo(1);
      } else {
        // Its snapshot is older than the opening: it has to begin again.
        refused(statement);
      }
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("everyLevel")
  void aWriterThatHasNotWrittenBeforeTheClosingIsRefusedAfterIt(TestServer server, String level)
      throws SQLException {
    try (JournaledFallback fallback = fallback(server)) {
      fallback.open();
      try (Connection connection = fallback.session()) {
        Statement statement = begin(connection, level);
        assertThat(close(fallback)).isEqualTo(new GateTable.State(false, 2));
        refused(statement);
      }
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("everyLevel")
  void aWriterThatHasWrittenIsWaitedForAndWhatItWroteIsInTheJournal(TestServer server, String level)
      throws Exception {
    try (JournaledFallback fallback = fallback(server)) {
      fallback.open();
      try (Connection connection = fallback.session();
          Connection late = fallback.session()) {
        Statement statement = begin(connection, level);
        statement.execute("INSERT INTO t VALUES (1)");
        assertThatThrownBy(() -> fallback.servers().gate().beginClosing(SHORT))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));

        CompletableFuture<GateTable.State> closed =
            CompletableFuture.supplyAsync(() -> quietly(() -> closeWithOneRow(fallback)));
        await().until(() -> waits(fallback, "LOCK TABLE understudy.gate%"));
        // One that begins to write meanwhile queues behind, and finds the gate closed.
        Statement lateStatement = begin(late, level);
        CompletableFuture<Void> refused = CompletableFuture.runAsync(() -> refused(lateStatement));
        await().until(() -> waits(fallback, "INSERT INTO t%"));
        statement.execute("INSERT INTO t VALUES (2)");
        connection.commit();
        assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(new GateTable.State(false, 2));
        refused.get(20, TimeUnit.SECONDS);
      }
      assertThat(fallback.query("SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
    }
  }

  private static GateTable.State closeWithOneRow(JournaledFallback fallback) throws SQLException {
    try (Closing closing = fallback.servers().gate().beginClosing(LONG)) {
      assertThat(
              TwoServers.rows(
                  closing.connection(), "SELECT pending FROM understudy.journal_count()"))
          .containsExactly("2");
      discard(fallback, closing);
      return closing.close(1, "test");
    }
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  private static <T> T quietly(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean waits(JournaledFallback fallback, String query) throws SQLException {
    return !fallback
        .query(
            "SELECT FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock' AND query LIKE '"
                + query
                + "'")
        .isEmpty();
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void whoKeepsItOpenIsNamedAndCanBeEnded(TestServer server) throws SQLException {
    try (JournaledFallback fallback = fallback(server)) {
      fallback.open();
      GateTable gate = fallback.servers().gate();
      assertThat(gate.blockers()).isEmpty();
      try (Connection connection = fallback.session();
          Connection reader = fallback.session();
          Statement statement = connection.createStatement()) {
        begin(reader, "REPEATABLE READ");
        statement.execute("SET application_name = 'shop'");
        statement.execute("INSERT INTO t VALUES (1)");
        List<Blocker> blockers = gate.blockers();
        assertThat(blockers).hasSize(1);
        Blocker blocker = blockers.get(0);
        assertThat(blocker.application()).isEqualTo("shop");
        assertThat(blocker.user()).isEqualTo("fallback_application");
        assertThat(blocker.state()).isEqualTo("idle in transaction");
        assertThat(blocker.toString()).contains("shop").doesNotContain("VALUES");
        // Another session with that pid, later, is not the one that was named.
        gate.end(
            List.of(
                new Blocker(
                    blocker.pid(),
                    blocker.user(),
                    blocker.application(),
                    blocker.state(),
                    blocker.connected().minusSeconds(1),
                    blocker.began(),
                    "")));
        assertThat(gate.blockers()).hasSize(1);
        gate.end(blockers);
        try (Closing closing = gate.beginClosing(LONG)) {
          assertThat(closing.close(1, "test").open()).isFalse();
        }
        reader.commit();
      }
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void aPreparedTransactionIsNamedToo(TestServer server) throws SQLException {
    try (JournaledFallback fallback = fallback(server)) {
      fallback.open();
      fallback.application("BEGIN", "INSERT INTO t VALUES (1)", "PREPARE TRANSACTION 'left over'");
      assertThat(fallback.servers().gate().blockers())
          .extracting(Blocker::application)
          .containsExactly("prepared transaction left over");
      fallback.application("ROLLBACK PREPARED 'left over'");
      assertThat(fallback.servers().gate().blockers()).isEmpty();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void closingWithAnotherEpochOrARestInTheJournalKeepsItOpen(TestServer server)
      throws SQLException {
    try (JournaledFallback fallback = fallback(server)) {
      GateTable gate = fallback.servers().gate();
      fallback.open();
      fallback.application("INSERT INTO t VALUES (1)");
      try (Closing closing = gate.beginClosing(LONG)) {
        discard(fallback, closing);
        assertThat(closing.close(7, "late")).isEqualTo(new GateTable.State(true, 1));
      }
      assertThat(fallback.journal().rows()).isEqualTo(1);
      try (Closing closing = gate.beginClosing(LONG)) {
        assertThatThrownBy(() -> closing.close(1, "early"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55000"));
      }
      try (Closing closing = gate.beginClosing(LONG)) {
        assertThatThrownBy(() -> Journal.empty(closing.connection()))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55000"));
      }
      assertThat(gate.read()).isEqualTo(new GateTable.State(true, 1));
      fallback.application("INSERT INTO t VALUES (2)");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void keptEntriesBecomeKeysToReadAgain(TestServer server) throws SQLException {
    try (JournaledFallback fallback = fallback(server)) {
      fallback.hold("t");
      fallback.migrate("CREATE TABLE u (a date, b text, PRIMARY KEY (b, a))");
      fallback.open();
      fallback.application(
          "INSERT INTO t VALUES (1), (2)", "INSERT INTO u VALUES ('2024-02-01', 'x,\"y')");
      fallback.apply(
          "UPDATE understudy.journal_" + fallback.number("t") + " SET settled = true, held = true",
          "UPDATE understudy.journal_" + fallback.number("u") + " SET settled = true");
      fallback.servers().gate().prepareClosing(); // rehearses, and changes nothing
      assertThat(fallback.journal().count()).isEqualTo(new Journal.Count(0, 1, 2));
      assertThat(fallback.query("SELECT * FROM understudy.refresh")).isEmpty();
      try (Closing closing = fallback.servers().gate().beginClosing(LONG)) {
        Journal.empty(closing.connection());
        assertThat(closing.close(1, "return")).isEqualTo(new GateTable.State(false, 2));
      }
      assertThat(fallback.query("SELECT n, key FROM understudy.refresh ORDER BY 1, 2"))
          .containsExactlyInAnyOrder(
              fallback.number("t") + "|{1}",
              fallback.number("t") + "|{2}",
              fallback.number("u") + "|{\"x,\\\"y\",2024-02-01}");
      assertThat(fallback.journal().count()).isEqualTo(new Journal.Count(0, 0, 0));
      assertThat(fallback.query("SELECT * FROM understudy.touch")).isEmpty();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void anApplyInFlightIsEndedByTheOpening(TestServer server) throws SQLException {
    try (JournaledFallback fallback = fallback(server);
        Connection mirror = fallback.servers().fallback("understudy/mirror").open();
        Statement statement = mirror.createStatement()) {
      mirror.setAutoCommit(false);
      statement.execute("LOCK TABLE understudy.gate IN ROW SHARE MODE");
      statement.execute("INSERT INTO t VALUES (1)");
      fallback.open();
      assertThat(fallback.servers().gate().read()).isEqualTo(new GateTable.State(true, 1));
      assertThatThrownBy(mirror::commit).isInstanceOf(SQLException.class);
      assertThat(fallback.query("SELECT * FROM t")).isEmpty();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void anotherHolderOfTheGateIsWaitedForAndNotEnded(TestServer server) throws SQLException {
    try (JournaledFallback fallback = fallback(server);
        Connection other = fallback.servers().fallback("understudy/status").open();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE understudy.gate IN ROW SHARE MODE");
      assertThatThrownBy(fallback::open)
          .hasMessageContaining("understudy/status")
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
      other.commit();
      fallback.open();
    }
  }

  /** As pg_dump does, for as long as it runs. */
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void aBackupKeepsTheGateFromClosingByNameAndNotFromOpening(TestServer server)
      throws SQLException {
    try (JournaledFallback fallback = fallback(server);
        Connection dump = fallback.servers().fallbackOwner().connect();
        Statement statement = dump.createStatement()) {
      dump.setAutoCommit(false);
      dump.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SET application_name = 'pg_dump'");
      statement.execute("LOCK TABLE t, understudy.gate, understudy.site IN ACCESS SHARE MODE");
      fallback.open();
      assertThat(fallback.servers().gate().read()).isEqualTo(new GateTable.State(true, 1));
      fallback.application("INSERT INTO t VALUES (1)");
      assertThatThrownBy(() -> fallback.servers().gate().beginClosing(SHORT))
          .hasMessageContaining("(pg_dump)")
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
      assertThat(fallback.servers().gate().blockers())
          .extracting(Blocker::application)
          .containsExactly("pg_dump");
      dump.commit();
      assertThat(close(fallback)).isEqualTo(new GateTable.State(false, 2));
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void theMirrorsHalfOfAFirstSeedIsDiscardedBeforeTheApplicationMayWrite(TestServer server)
      throws SQLException {
    try (JournaledFallback fallback = fallback(server)) {
      fallback.apply(
          "INSERT INTO t VALUES (1)",
          "CREATE FUNCTION understudy.discard_seed() RETURNS void LANGUAGE sql AS"
              + " 'TRUNCATE public.t'");
      fallback.open();
      assertThat(fallback.query("SELECT * FROM t")).isEmpty();
      fallback.application("INSERT INTO t VALUES (2)");
      fallback.open();
      assertThat(fallback.query("SELECT * FROM t")).containsExactly("2");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void aDefaultIsolationOfTheDatabaseDoesNotGiveUsAnOldSnapshot(TestServer server)
      throws Exception {
    try (JournaledFallback fallback = fallback(server)) {
      fallback.query("SELECT 1");
      server.execute(
          "ALTER DATABASE "
              + fallback.servers().fallbackOwner().name()
              + " SET default_transaction_isolation = 'serializable'");
      try (Connection holder = fallback.servers().fallback().open();
          Statement statement = holder.createStatement()) {
        holder.setAutoCommit(false);
        statement.execute("LOCK TABLE understudy.gate IN ACCESS EXCLUSIVE MODE");
        CompletableFuture<GateTable.State> late =
            CompletableFuture.supplyAsync(
                () -> quietly(() -> fallback.servers().gate().open(0, "late")));
        await().until(() -> waits(fallback, "%open_gate%"));
        statement.execute("SELECT * FROM understudy.open_gate(0, 'first')");
        holder.commit();
        assertThat(late.get(20, TimeUnit.SECONDS)).isEqualTo(new GateTable.State(true, 1));
      }
    }
  }

  /** Locks and sessions are two views, which are not read in one moment. */
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void whoIsHeldUpByCanBeAskedWhileShortTransactionsComeAndGo(TestServer server) throws Exception {
    try (JournaledFallback fallback = fallback(server)) {
      fallback.open();
      AtomicBoolean enough = new AtomicBoolean();
      List<CompletableFuture<Void>> writers = new ArrayList<>();
      for (int writer = 1; writer <= 4; writer++) {
        int key = writer;
        writers.add(CompletableFuture.runAsync(() -> write(fallback, key, enough)));
      }
      int seen = 0;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
      while (System.nanoTime() < end) {
        seen += fallback.servers().gate().blockers().size();
      }
      enough.set(true);
      for (CompletableFuture<Void> writer : writers) {
        writer.get(20, TimeUnit.SECONDS);
      }
      assertThat(seen).isPositive();
      assertThat(fallback.servers().gate().blockers()).isEmpty();
    }
  }

  private static void write(JournaledFallback fallback, int key, AtomicBoolean enough) {
    try (Connection connection = fallback.session();
        Statement statement = connection.createStatement()) {
      while (!enough.get()) {
        statement.execute("INSERT INTO t VALUES (" + key + ")");
        connection.commit();
        statement.execute("DELETE FROM t WHERE id = " + key);
        connection.commit();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
