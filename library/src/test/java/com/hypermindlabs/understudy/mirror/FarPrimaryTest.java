package com.hypermindlabs.understudy.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a cycle has to wait for a primary that may be a satellite away. */
class FarPrimaryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private FaultProxy way;
  private MirroredSite site;
  private Mirror mirror;

  @BeforeEach
  void seed() throws Exception {
    way = FaultProxy.to(TestServer.shared());
    site =
        MirroredSite.shared(
            "CREATE TABLE t (id int PRIMARY KEY, v text)",
            "CREATE TABLE u (id int PRIMARY KEY, v text)");
    mirror = site.mirror(link(), StepHook.NONE);
    assertThat(cycle()).isEqualTo(State.SEEDED);
    // The first one afterwards looks at the catalog and keeps its connection.
    cycle();
  }

  @AfterEach
  void close() {
    site.close();
    way.close();
  }

  private Link link() {
    ConnectionTarget direct = TwoServers.target(site.servers.primaryOwner());
    ConnectionTarget target =
        new ConnectionTarget(
            new Endpoint(way.host(), way.port()),
            direct.database(),
            direct.user(),
            direct.password(),
            direct.properties());
    ConnectionFactory factory =
        new ConnectionFactory(
            "understudy/test", new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));
    return () -> factory.open(target, Map.of("prepareThreshold", "0"));
  }

  private State cycle() throws Exception {
    return mirror.cycle(site.verdicts, site.epoch()).state();
  }

  private long roundTrips(State expected) throws Exception {
    long before = way.roundTrips();
    assertThat(cycle()).isEqualTo(expected);
    return way.roundTrips() - before;
  }

  @Test
  void aCycleThatFindsNothingTakesFewRoundTrips() throws Exception {
    // The locks, the snapshot, the log, and the end of the transaction.
    assertThat(roundTrips(State.IDLE)).isBetween(2L, 4L);
  }

  @Test
  void aCycleThatBringsRowsTakesOneMoreForEachTable() throws Exception {
    site.servers.onPrimary("INSERT INTO t VALUES (1, 'one')", "INSERT INTO u VALUES (1, 'one')");
    // Three as above, the rows of two tables, and the register's row with the commit.
    assertThat(roundTrips(State.APPLIED)).isBetween(4L, 6L);
    assertThat(site.onFallback("SELECT v FROM t")).containsExactly("one");
  }
}
