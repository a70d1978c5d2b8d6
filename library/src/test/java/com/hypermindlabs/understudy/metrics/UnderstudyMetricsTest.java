package com.hypermindlabs.understudy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.TestSite;
import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.testkit.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class UnderstudyMetricsTest {
  @Test
  void aFailoverShowsInTheMeters() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (TestServer primary = TestServer.start();
        TestSite site = TestSite.create();
        Understudy understudy = site.start(primary)) {
      new UnderstudyMetrics(understudy).bindTo(registry);
      assertThat(registry.get("understudy.route").gauge().value()).isZero();
      understudy.failOver("test");
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThat(
                          registry
                              .get("understudy.transitions")
                              .tag("to", "degraded")
                              .counter()
                              .count())
                      .isEqualTo(1));
      assertThat(registry.get("understudy.route").gauge().value()).isEqualTo(1);
      assertThat(registry.get("understudy.mode.age").gauge().value()).isBetween(0.0, 60.0);
      assertThat(
              registry.get("understudy.failover.duration").timer().totalTime(TimeUnit.NANOSECONDS))
          .isPositive();
    }
  }
}
