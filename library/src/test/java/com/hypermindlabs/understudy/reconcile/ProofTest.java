package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.capture.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProofTest {
  private static List<Verdict> verdicts(Connection connection) throws SQLException {
    return Catalog.read(connection).stream()
        .map(shape -> new Verdict(shape.name(), Verdict.State.PROTECTED, null, null, shape, shape))
        .toList();
  }

  @Test
  void itHasALimitOfItsOwnAndTellsWhatKeptItFromBeingTaken() throws Exception {
    try (TwoServers servers = TwoServers.shared();
        Connection connection = servers.primary().open();
        Statement statement = connection.createStatement()) {
      servers.migrate("CREATE TABLE t (id int PRIMARY KEY)");
      Proof proof = new Proof(verdicts(connection));
      connection.setAutoCommit(false);
      statement.execute("SET LOCAL statement_timeout = '7s'");
      proof.onPrimary(connection);
      proof.onFallback(connection);
      assertThat((Throwable) proof.failure()).isNull();
      assertThat(proof.equal()).isTrue();
      assertThat(TwoServers.rows(connection, "SHOW statement_timeout")).containsExactly("7s");

      statement.execute("DROP TABLE t");
      assertThatThrownBy(() -> proof.onPrimary(connection)).isInstanceOf(SQLException.class);
      assertThat((Throwable) proof.failure()).hasMessageContaining("does not exist");
    }
  }
}
