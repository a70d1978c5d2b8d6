package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A primary that is a cluster of two: a leader, and a standby that streams from it. */
@Tag("thorough")
class ClusterSwitchoverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void aChangeOfLeaderIsFollowedAndOnlyTheLossOfTheWholeClusterTurnsTheSite() throws Exception {
    try (TestServer leader = TestServer.start();
        TestServer standby = TestServer.standbyOf(leader);
        FaultProxy first = FaultProxy.to(leader);
        FaultProxy second = FaultProxy.to(standby);
        TestSite site = TestSite.create();
        Understudy understudy =
            site.start(site.probing(List.of(first, second), Duration.ofSeconds(2)))) {
      await().atMost(PATIENCE).until(() -> understudy.status().fallback().dataAsOf() != null);
      write(understudy.dataSource(), 1);
      await().atMost(PATIENCE).until(() -> caughtUp(leader) && rows(standby) == 1);
      long epoch = understudy.status().route().epoch();

      leader.kill();
      // The loss has been seen, and is no reason to turn while the standby may take over.
      await().atMost(PATIENCE).until(() -> understudy.status().primary().problem() != null);
      assertThat(wrote(understudy.dataSource(), 2)).isFalse();
      assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
      standby.execute("SELECT pg_promote()");
      await().atMost(PATIENCE).until(() -> wrote(understudy.dataSource(), 3));
      assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
      assertThat(understudy.status().route().epoch()).isEqualTo(epoch);
      assertThat(rows(standby)).isEqualTo(2);

      standby.kill();
      await().atMost(PATIENCE).until(() -> wrote(understudy.dataSource(), 4));
      assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
      assertThat(understudy.status().route().epoch()).isEqualTo(epoch + 1);
    }
  }

  private static boolean caughtUp(TestServer leader) throws SQLException {
    return number(
            leader,
            "SELECT count(*) FROM pg_stat_replication WHERE replay_lsn >= pg_current_wal_lsn()")
        == 1;
  }

  private static int rows(TestServer server) throws SQLException {
    return number(server, "SELECT count(*) FROM note");
  }

  private static int number(TestServer server, String question) throws SQLException {
    try (Connection connection = server.maintenance().connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      row.next();
      return row.getInt(1);
    }
  }

  private static boolean wrote(DataSource source, int id) {
    try {
      write(source, id);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static void write(DataSource source, int id) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO note VALUES (" + id + ") ON CONFLICT (id) DO NOTHING");
    }
  }
}
