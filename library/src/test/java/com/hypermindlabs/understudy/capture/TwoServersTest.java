package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TwoServersTest {
  @Test
  void theRolesHaveTheRightsOfTheRealOnes() throws SQLException {
    try (TwoServers servers = TwoServers.shared()) {
      servers.migrate("CREATE TABLE t (id int PRIMARY KEY)");
      servers.gate().guardTables();
      TwoServers.run(servers.primaryOther()::connect, "INSERT INTO t VALUES (1)");
      TwoServers.run(
          servers.fallback(), "SET session_replication_role = replica", "INSERT INTO t VALUES (1)");
      assertThatThrownBy(() -> servers.asApplication("INSERT INTO t VALUES (2)"))
          .hasMessageContaining("closed");
      servers.openGate();
      servers.asApplication("INSERT INTO t VALUES (2)");
      assertThat(TwoServers.rows(servers.fallback(), "SELECT * FROM t ORDER BY 1"))
          .containsExactly("1", "2");
      assertThatThrownBy(() -> servers.asApplication("CREATE TABLE public.u ()"))
          .hasMessageContaining("permission denied");
    }
    try (TwoServers servers =
        TwoServers.withoutReplicaRole(TestServer.shared(), TestServer.shared())) {
      assertThatThrownBy(
              () -> TwoServers.run(servers.fallback(), "SET session_replication_role = replica"))
          .hasMessageContaining("permission denied");
    }
  }
}
