package com.hypermindlabs.understudy.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a cycle has to wait for a primary that may be a satellite away. */
class FarPrimaryTest {
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
    mirror = site.mirror(site.servers.primary(way), StepHook.NONE);
    assertThat(cycle()).isEqualTo(State.SEEDED);
    // The first one afterwards looks at the catalog and keeps its connection.
    cycle();
  }

  @AfterEach
  void close() {
    site.close();
    way.close();
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
