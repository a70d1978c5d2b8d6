package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.StateDirectory;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A fallback that never had the primary's data, and must not take over so. */
@Tag("slow")
class EmptyFallbackTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private TestServer primary;
  private FaultProxy link;
  private TestSite site;

  @BeforeEach
  void startServers() {
    primary = TestServer.start();
    link = FaultProxy.to(primary);
    site = TestSite.create();
  }

  @AfterEach
  void stopServers() {
    site.close();
    link.close();
    primary.close();
  }

  private Settings forbidding() {
    Settings usual = site.settings(link.host(), link.port());
    FailoverSettings failover = usual.failover();
    return new Settings(
        usual.database(),
        usual.fallback(),
        new FailoverSettings(
            failover.probe(),
            failover.returnMode(),
            failover.calm(),
            failover.drainTimeout(),
            Duration.ofMillis(500),
            failover.mirror(),
            failover.conflicts(),
            false),
        site.folder());
  }

  private static void await(Understudy understudy, Mode mode) {
    Awaitility.await().atMost(LONG).until(() -> understudy.status().mode() == mode);
  }

  private static void assertRefused(StatusReport status) {
    assertThat(status.mode()).isEqualTo(Mode.OUTAGE);
    assertThat(status.route().reason())
        .contains("does not have the primary's data yet", "failover.empty_fallback");
    assertThat(status.fallback().dataAsOf()).isNull();
  }

  @Test
  void withThePrimaryAwayAtTheFirstStartItIsAnOutageUntilTheFirstCopyIsThere() throws Exception {
    link.refuse();
    try (Understudy understudy = site.start(forbidding())) {
      assertRefused(understudy.status());
      assertThatThrownBy(() -> understudy.dataSource().getConnection())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
          .hasMessageContaining("failover.empty_fallback");
      assertRefused(Understudy.observe(forbidding()));
      try (StateDirectory directory = StateDirectory.open(site.folder())) {
        assertThat(directory.file().read()).as("nothing that may hold writes").isEmpty();
      }
      link.pass();
      await(understudy, Mode.NORMAL);
      Awaitility.await()
          .atMost(LONG)
          .until(() -> understudy.status().fallback().dataAsOf() != null);
      link.refuse();
      await(understudy, Mode.DEGRADED);
      try (Connection connection = understudy.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("INSERT INTO note VALUES (1, 'kept')");
      }
    }
    try (Understudy again = site.start(forbidding())) {
      assertThat(again.status().mode()).isEqualTo(Mode.DEGRADED);
    }
  }

  @Test
  void aPrimaryThatFailsBeforeTheFirstCopyAndAnOrderChangeNothing() throws Exception {
    TestSite.migrate(primary.maintenance().dataSource());
    try (Connection other = primary.maintenance().connect();
        Statement lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("LOCK TABLE note IN ACCESS EXCLUSIVE MODE"); // the first copy waits for it
      beforeTheFirstCopy();
    }
  }

  private void beforeTheFirstCopy() {
    try (Understudy understudy = site.start(forbidding())) {
      assertThat(understudy.status().fallback().dataAsOf()).isNull();
      assertThatThrownBy(() -> understudy.failOver("test"))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("failover.empty_fallback");
      assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
      link.refuse();
      await(understudy, Mode.OUTAGE);
      assertRefused(understudy.status());
    }
  }
}
