package com.hypermindlabs.understudy.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterProbeTest {
  private static final Duration BUDGET = Duration.ofSeconds(2);

  private final TestServer server = TestServer.shared();
  private final TestDatabase database = server.createDatabase();
  private final FaultProxy first = FaultProxy.to(server);
  private final FaultProxy second = FaultProxy.to(server);
  private final FaultProxy third = FaultProxy.to(server);
  private final ClusterProbe probe = probe(first, second, third);

  @AfterEach
  void close() {
    probe.close();
    List.of(first, second, third).forEach(FaultProxy::close);
    server.drop(database);
  }

  @Test
  void theWritableHostWinsWithoutWaitingForTheSilentOnes() {
    first.swallow();
    third.refuse();
    long begun = System.nanoTime();
    assertThat(healthy(probe.read(false)).endpoint().port()).isEqualTo(second.port());
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BUDGET);
    // Again while the silent one's worker is still at its first reading.
    assertThat(healthy(probe.read(false)).endpoint().port()).isEqualTo(second.port());
  }

  /** It may come after the first sight of all, and before the wait for each is over. */
  @Test
  void anAnswerInTheLastMomentIsAnAnswer() {
    Reading.Healthy late = healthy(probe.read(false));
    Reading.Unhealthy silent =
        new Reading.Unhealthy(
            late.endpoint(), new Problem(ProblemCode.SILENT, "no answer", "wait"));
    assertThat(ClusterProbe.best(List.of(late))).isSameAs(late);
    assertThat(ClusterProbe.best(List.of(silent, late))).isSameAs(late);
    assertThat(ClusterProbe.best(List.of(silent))).isSameAs(silent);
  }

  @Test
  void theHostThatWonLastStaysWhileItCan() {
    first.refuse();
    third.refuse();
    assertThat(healthy(probe.read(false)).endpoint().port()).isEqualTo(second.port());
    first.pass();
    third.pass();
    for (int i = 0; i < 20; i++) {
      assertThat(healthy(probe.read(i % 2 == 0)).endpoint().port()).isEqualTo(second.port());
    }
    second.refuse();
    assertThat(healthy(probe.read(false)).endpoint().port()).isNotEqualTo(second.port());
  }

  @Test
  void aSilentLastWinnerHoldsTheOthersForOneBudgetAtMost() {
    first.refuse();
    third.refuse();
    probe.read(false);
    third.pass();
    second.swallow();
    long begun = System.nanoTime();
    assertThat(healthy(probe.read(false)).endpoint().port()).isEqualTo(third.port());
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BUDGET.plusSeconds(1));
  }

  @Test
  void withoutAWritableHostTheMostTellingProblemIsNamedAndTheOthersToo() {
    first.swallow();
    second.refuse();
    server.execute("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
    long begun = System.nanoTime();
    Reading.Unhealthy reading = (Reading.Unhealthy) probe.read(false);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BUDGET.plusSeconds(1));
    assertThat(reading.problem().code()).isEqualTo(ProblemCode.READ_ONLY);
    assertThat(reading.endpoint().port()).isEqualTo(third.port());
    assertThat(reading.problem().message())
        .contains("127.0.0.1:" + first.port() + " silent")
        .contains("127.0.0.1:" + second.port() + " refused");
  }

  @Test
  void bothSidesOfASiteAreReadWithinOneBudget() {
    first.swallow();
    second.blackHole();
    try (ClusterProbe primary = probe(first);
        ClusterProbe fallback = probe(second)) {
      long begun = System.nanoTime();
      Readings readings = Readings.both(primary, fallback);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(readings.primary().healthy()).isFalse();
      assertThat(readings.fallback().healthy()).isFalse();
      assertThat(took).isBetween(BUDGET.minusMillis(5), BUDGET.multipliedBy(2).minusMillis(50));
    }
    first.pass();
    try (ClusterProbe primary = probe(first);
        ClusterProbe fallback = probe(third)) {
      Readings readings = Readings.both(primary, fallback);
      assertThat(healthy(readings.primary()).endpoint().port()).isEqualTo(first.port());
      assertThat(healthy(readings.fallback()).endpoint().port()).isEqualTo(third.port());
    }
  }

  private ClusterProbe probe(FaultProxy... proxies) {
    List<Endpoint> hosts = new ArrayList<>();
    for (FaultProxy proxy : proxies) {
      hosts.add(new Endpoint(proxy.host(), proxy.port()));
    }
    return new ClusterProbe(
        new DatabaseSettings(
            hosts, database.name(), database.user(), Secret.of(database.password()), Map.of()),
        BUDGET);
  }

  private static Reading.Healthy healthy(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Healthy.class);
    return (Reading.Healthy) reading;
  }
}
