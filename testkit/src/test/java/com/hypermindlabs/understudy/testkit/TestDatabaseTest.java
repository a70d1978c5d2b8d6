package com.hypermindlabs.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.server.Binaries;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestDatabaseTest {
  private static final int COPIES = 21;

  static List<Binaries> everyVersion() {
    return TestServer.everyVersion();
  }

  @ParameterizedTest
  @MethodSource("everyVersion")
  void aCopyOfATemplateHoldsItsRowsAndCostsWellUnderATenthOfASecond(Binaries binaries)
      throws Exception {
    try (TestServer server = TestServer.start(binaries)) {
      TestDatabase template = server.createDatabase();
      run(template, "CREATE TABLE word AS SELECT g AS id FROM generate_series(1, 1000) g");
      server.freeze(template);
      long[] micros = new long[COPIES];
      for (int i = 0; i < COPIES; i++) {
        long begun = System.nanoTime();
        TestDatabase copy = server.createDatabase(template);
        micros[i] = (System.nanoTime() - begun) / 1_000;
        assertThat(count(copy)).isEqualTo(1_000);
      }
      Arrays.sort(micros);
      System.out.println(
          "MEASURED copy of a template on "
              + binaries.version()
              + ": median "
              + micros[COPIES / 2]
              + " us, worst "
              + micros[COPIES - 1]
              + " us");
      assertThat(micros[COPIES / 2]).isLessThan(100_000);
    }
  }

  @Test
  void stragglersInATemplateAreThrownOut() throws Exception {
    TestServer server = TestServer.shared();
    TestDatabase template = server.createDatabase();
    try (Connection straggler = template.connect()) {
      TestDatabase copy = server.createDatabase(template);
      assertThat(straggler.isValid(5)).isFalse();
      server.drop(copy);
    }
    server.freeze(template);
    assertThatThrownBy(template::connect).isInstanceOf(SQLException.class);
  }

  @Test
  void closingTheSharedServerLeavesItRunning() throws Exception {
    TestServer.shared().close();
    TestDatabase database = TestServer.shared().createDatabase();
    try (Connection connection = database.connect()) {
      assertThat(connection.isValid(5)).isTrue();
    }
    TestServer.shared().drop(database);
    assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
  }

  private static void run(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM word")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
