package com.hypermindlabs.understudy.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What docs/testkit.md shows. */
class TestkitExampleTest {
  // example: cut link
  @Test
  void aWriteFailsWhenTheLinkIsCutAndWorksAgainWhenItHeals() throws Exception {
    TestDatabase database = TestServer.shared().createDatabase();
    try (FaultProxy proxy = FaultProxy.to(database.server())) {
      try (Connection connection = database.through(proxy).getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE note (body text)");
        proxy.refuse();
        assertThatThrownBy(() -> statement.execute("INSERT INTO note VALUES ('lost')"))
            .isInstanceOf(SQLException.class);
        assertThat(proxy.injected()).isPositive();
      }
      proxy.pass();
      try (Connection connection = database.through(proxy).getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("INSERT INTO note VALUES ('kept')");
      }
    }
  }
  // example end
}
