package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JournalTest {
  private static final List<TestServer> SERVERS = new ArrayList<>();

  @BeforeAll
  static void start() {
    TestServer.everyVersion().forEach(binaries -> SERVERS.add(TestServer.start(binaries)));
  }

  @AfterAll
  static void stop() {
    SERVERS.forEach(TestServer::close);
  }

  static List<TestServer> servers() {
    return SERVERS;
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void theFirstTouchKeepsTheRowAsItWas(TestServer server) throws SQLException {
    try (JournaledFallback fallback = JournaledFallback.on(server)) {
      fallback.migrate("CREATE TABLE t (id int PRIMARY KEY, a text, b int)");
      fallback.apply("INSERT INTO t VALUES (1, 'one', 1), (2, 'two', 2), (3, 'three', 3)");
      fallback.open();
      fallback.application(
          "UPDATE t SET a = 'eins' WHERE id = 1",
          "UPDATE t SET b = 11 WHERE id = 1",
          "DELETE FROM t WHERE id = 2",
          "INSERT INTO t VALUES (4, 'four', 4)",
          "UPDATE t SET a = 'vier' WHERE id = 4");
      assertThat(fallback.entries("t")).containsExactly("1|t|1|one|1", "2|t|2|two|2", "4|f|-|-|-");
      assertThat(fallback.journal().rows()).isEqualTo(3);
    }
  }
}
