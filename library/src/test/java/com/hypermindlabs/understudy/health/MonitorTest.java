package com.hypermindlabs.understudy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.ProbeSettings;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitorTest {
  private static final Duration BUDGET = Duration.ofMillis(750);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int CYCLES = 10_000;

  private final TestServer server = TestServer.shared();
  private final TestDatabase database = server.createDatabase();
  private final FaultProxy proxy = FaultProxy.to(server);

  @AfterEach
  void close() {
    proxy.close();
    server.drop(database);
  }

  @Test
  void tenThousandCyclesLeakNoThreadAndNoConnection() throws Exception {
    CountDownLatch warm = new CountDownLatch(100);
    CountDownLatch cycles = new CountDownLatch(CYCLES);
    AtomicInteger unhealthy = new AtomicInteger();
    int threadsBefore = Thread.activeCount();
    Monitor monitor =
        monitor(
            new ProbeSettings(Duration.ZERO, Duration.ofSeconds(5), 2),
            (reading, health) -> {
              if (!reading.healthy()) {
                unhealthy.incrementAndGet();
              }
              warm.countDown();
              cycles.countDown();
            });
    try {
      monitor.start();
      assertThat(warm.await(30, TimeUnit.SECONDS)).isTrue();
      int threads = Thread.activeCount();
      // Now and then a cycle on a connection of its own.
      while (!cycles.await(100, TimeUnit.MILLISECONDS)) {
        monitor.suspect();
      }
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
      assertThat(ours()).hasSize(2);
      await().untilAsserted(() -> assertThat(proxy.connections()).isEqualTo(1));
      assertThat(unhealthy).hasValue(0);
    } finally {
      monitor.close();
    }
    await().untilAsserted(() -> assertThat(ours()).isEmpty());
    await().untilAsserted(() -> assertThat(proxy.connections()).isZero());
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(threadsBefore + 1);
  }

  @Test
  void aSuspicionIsLookedIntoAtOnceAndConfirmedAtOnce() throws Exception {
    List<Health> seen = new CopyOnWriteArrayList<>();
    CountDownLatch down = new CountDownLatch(1);
    try (Monitor monitor =
        monitor(
            new ProbeSettings(HOUR, BUDGET, 2),
            (reading, health) -> {
              seen.add(health);
              if (health instanceof Health.Down) {
                down.countDown();
              }
            })) {
      monitor.start();
      await().until(() -> monitor.health() instanceof Health.Up);
      proxy.refuse();
      long begun = System.nanoTime();
      monitor.suspect();
      assertThat(down.await(5, TimeUnit.SECONDS)).isTrue();
      long micros = (System.nanoTime() - begun) / 1_000;
      System.out.println("MEASURED suspicion to down: " + micros + " us");
      assertThat(micros).isLessThan(250_000);
      // What the application saw counts as the first failure, so one look decides.
      assertThat(seen).hasSize(2);
    }
  }

  @Test
  void aSilentLinkIsDownWithinSecondsWithTheDefaults() {
    try (Monitor monitor = monitor(ProbeSettings.defaults(), (reading, health) -> {})) {
      monitor.start();
      await().until(() -> monitor.health() instanceof Health.Up);
      proxy.swallow();
      long begun = System.nanoTime();
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> monitor.health() instanceof Health.Down);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      System.out.println("MEASURED silence to down: " + took.toMillis() + " ms");
      assertThat(took).isLessThan(Duration.ofSeconds(4));
    }
  }

  @Test
  void aListenerOrAProbeThatThrowsDoesNotStopIt() {
    AtomicInteger calls = new AtomicInteger();
    Probe broken =
        new Probe() {
          @Override
          public Reading read(boolean fresh) {
            if (calls.incrementAndGet() % 2 == 0) {
              throw new StackOverflowError("a broken probe");
            }
            return new Reading.Healthy(
                new Endpoint("db.example", 5432), Duration.ofMillis(1), false, "18.4");
          }

          @Override
          public void close() {}
        };
    try (Monitor monitor =
        new Monitor(
            "broken",
            broken,
            new ProbeSettings(Duration.ofMillis(1), BUDGET, 2),
            Duration.ZERO,
            (reading, health) -> {
              throw new IllegalStateException("a broken listener");
            })) {
      monitor.start();
      await().until(() -> calls.get() > 10);
      assertThat(monitor.health()).isInstanceOf(Health.Up.class);
    }
  }

  @Test
  void closesWithinABoundedTimeFromASilentReading() {
    Monitor monitor =
        monitor(new ProbeSettings(HOUR, Duration.ofMinutes(5), 2), (reading, health) -> {});
    proxy.swallow();
    monitor.start();
    await().until(() -> proxy.injected() > 0);
    long begun = System.nanoTime();
    monitor.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    await().untilAsserted(() -> assertThat(ours()).isEmpty());
    assertThat(monitor.health()).isInstanceOf(Health.Unknown.class);
  }

  private Monitor monitor(ProbeSettings settings, Monitor.Listener listener) {
    ConnectionTarget target =
        new ConnectionTarget(
            new Endpoint(proxy.host(), proxy.port()),
            database.name(),
            database.user(),
            Secret.of(database.password()),
            Map.of());
    return new Monitor(
        "primary",
        new ServerProbe(target, settings.timeout()),
        settings,
        Duration.ofSeconds(10),
        listener);
  }

  private static List<String> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("understudy-"))
        .toList();
  }
}
