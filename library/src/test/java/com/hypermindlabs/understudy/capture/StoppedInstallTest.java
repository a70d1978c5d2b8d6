package com.hypermindlabs.understudy.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.testkit.Direction;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A process that is stopped (by a debugger, a full swap, {@code SIGSTOP}) while it installs
 * something keeps its sessions: to the server it is merely silent. Nobody waits for it for long.
 */
class StoppedInstallTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final byte[] COMMIT = "COMMIT".getBytes(UTF_8);
  private static final byte[] COMMITTED = "COMMIT\0".getBytes(UTF_8);

  /** Something that a process does. */
  private interface Work {
    void run() throws SQLException;
  }

  private static CompletableFuture<Void> begin(Work work) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            work.run();
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        });
  }

  /** Until a session that has such a lock, or wants it, is in such a state. */
  private static void await(Link watching, String state, String lock) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                !TwoServers.rows(
                        watching,
                        "SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                            + " WHERE a.pid <> pg_backend_pid() AND a.state LIKE '"
                            + state
                            + "%' AND "
                            + lock)
                    .isEmpty());
  }

  private static void assertEnded(CompletableFuture<Void> stopped) {
    assertThatThrownBy(stopped::join).hasMessageContaining("timeout");
  }

  @Test
  void ofTheGateKeepsNoOtherProcessFromIt() throws SQLException {
    try (TwoServers servers = TwoServers.shared();
        FaultProxy way = FaultProxy.to(TestServer.shared());
        GateTable stopped = servers.gate(way)) {
      way.swallowBefore(COMMIT, Direction.CLIENT_TO_SERVER);
      CompletableFuture<Void> first = begin(stopped::install);
      await(servers.fallback(), "idle in transaction", "l.locktype = 'advisory'");
      servers.gate().install();
      assertEnded(first);
      servers.openGate();
    }
  }

  @Test
  void ofJournalsKeepsNoOtherProcessFromThem() throws SQLException {
    for (Direction lost : Direction.values()) {
      try (TwoServers servers = TwoServers.shared();
          FaultProxy way = FaultProxy.to(TestServer.shared())) {
        // In a transaction, and between two of them.
        way.swallowBefore(lost == Direction.CLIENT_TO_SERVER ? COMMIT : COMMITTED, lost);
        CompletableFuture<Void> first =
            begin(() -> new Journal(servers.fallback(way)).install(List.of(), Set.of()));
        await(servers.fallback(), "idle", "l.locktype = 'advisory'");
        servers.gate().install();
        new Journal(servers.fallback()).install(List.of(), Set.of());
        way.pass();
        assertThatThrownBy(first::join).isInstanceOf(CompletionException.class);
      }
    }
  }

  @Test
  void ofTheCaptureKeepsNoWriterFromThePrimary() throws SQLException {
    try (CaptureSite site = new CaptureSite(TestServer.shared());
        FaultProxy way = FaultProxy.to(TestServer.shared());
        Connection other = site.servers().primaryOther().connect();
        Statement writer = other.createStatement()) {
      site.run("CREATE TABLE t (id int PRIMARY KEY)");
      List<TableShape> tables = site.tables();
      PrimaryCapture capture =
          new PrimaryCapture(site.servers().primary(way), site.names(), PATIENCE);
      other.setAutoCommit(false);
      writer.execute("INSERT INTO t VALUES (1)");
      CompletableFuture<Void> first = begin(() -> capture.install(tables));
      String ofTable = "l.relation = 't'::regclass AND l.mode = 'ShareRowExclusiveLock'";
      await(site.link(), "active", ofTable);
      way.swallowBefore(COMMIT, Direction.CLIENT_TO_SERVER);
      other.commit();
      await(site.link(), "idle in transaction", ofTable + " AND l.granted");
      writer.execute("SET lock_timeout = '20s'");
      writer.execute("INSERT INTO t VALUES (2)");
      other.commit();
      assertEnded(first);
      assertThat(site.install()).isEmpty();
      assertThat(site.missing()).isEmpty();
    }
  }
}
