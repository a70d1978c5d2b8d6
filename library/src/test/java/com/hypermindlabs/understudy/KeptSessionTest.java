package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Looks at a server, one session for many. */
class KeptSessionTest {
  private static int process(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void oneSessionServesUntilItsServerEndsItAndThenAnotherOne() throws SQLException {
    try (TestServer server = TestServer.start();
        KeptSession session = new KeptSession()) {
      Link link = server.maintenance()::connect;
      int first = session.look(link, KeptSessionTest::process);
      assertThat(session.look(link, KeptSessionTest::process)).isEqualTo(first);
      server.kill();
      assertThatThrownBy(() -> session.look(link, KeptSessionTest::process))
          .isInstanceOf(SQLException.class);
      server.restart();
      int second = session.look(link, KeptSessionTest::process);
      server.execute("SELECT pg_terminate_backend(" + second + ", 5000)");
      assertThat(session.look(link, KeptSessionTest::process)).isNotEqualTo(second);
    }
  }
}
