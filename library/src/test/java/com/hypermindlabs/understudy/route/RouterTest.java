package com.hypermindlabs.understudy.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.ProblemCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The router over the site's real files, and a gate in memory. */
class RouterTest {
  private static final Problem SILENT = new Problem(ProblemCode.SILENT, "silent", "wait");
  private static final Side WELL = new Side.Well();
  private static final Duration DRAIN = Duration.ofSeconds(5);

  @TempDir Path folder;
  private final Gate gate = new Latch();
  private StateDirectory directory;
  private Router router;

  @BeforeEach
  void open() {
    directory = StateDirectory.open(folder);
    router = new Router(directory, gate, Clock.systemUTC(), (from, to) -> {}, DRAIN);
    RouteState unused = router.begin(new StartChoice.UsePrimary(0), Mode.DEGRADED);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  /** A gate that one process has to itself. */
  private static final class Latch implements Gate {
    private GateReading reading = new GateReading.Closed(0);

    @Override
    public GateReading read() {
      return reading;
    }

    @Override
    public GateReading open(long expected, String reason) {
      reading = new GateReading.Open(expected + 1);
      return reading;
    }
  }

  private Sight ready() {
    boolean away = router.state().route().target() == Target.FALLBACK;
    return new Sight(WELL, WELL, away ? new Readiness.NotOurs() : new Readiness.Ready("calm"));
  }

  private RouteState order(Runnable last) {
    return router.failOver("maintenance", new Router.Drain(DRAIN, () -> true, last));
  }

  @Test
  void whatWasSeenBeforeAnOrderedFailoverDoesNotCountAfterIt() throws Exception {
    CountDownLatch looking = new CountDownLatch(1);
    CompletableFuture<?>[] monitor = new CompletableFuture<?>[1];
    Supplier<Sight> sight = this::ready;
    order(
        () -> {
          monitor[0] =
              CompletableFuture.runAsync(
                  () -> {
                    looking.countDown();
                    RouteState unused = router.look(sight);
                  });
          awaitQuietly(looking);
        });
    monitor[0].get(10, TimeUnit.SECONDS);
    assertThat(router.state())
        .isInstanceOfSatisfying(
            RouteState.Degraded.class, state -> assertThat(state.ordered()).isTrue());
  }

  @Test
  void anOrderKeepsASiteOnItsFallbackThatTurnedByItself() throws Exception {
    router.look(() -> new Sight(new Side.Down(SILENT), WELL, new Readiness.NotYet("it fails")));
    assertThat(router.state())
        .isInstanceOfSatisfying(
            RouteState.Degraded.class, state -> assertThat(state.ordered()).isFalse());
    RouteState kept = order(() -> {});
    assertThat(kept)
        .isInstanceOfSatisfying(
            RouteState.Degraded.class,
            state -> {
              assertThat(state.ordered()).isTrue();
              assertThat(state.reason()).isEqualTo("maintenance");
              assertThat(state.route()).isEqualTo(Route.of(1, Target.FALLBACK));
            });
    assertThat(directory.file().read().orElseThrow().ordered()).isTrue();
  }

  @Test
  void anOrderEndsAReturnThatHasBegun() {
    router.look(() -> new Sight(new Side.Down(SILENT), WELL, new Readiness.NotYet("it fails")));
    router.look(() -> new Sight(WELL, WELL, new Readiness.Ready("calm")));
    assertThat(router.state().mode()).isEqualTo(Mode.RETURNING);
    assertThat(order(() -> {}).mode()).isEqualTo(Mode.DEGRADED);
  }

  /** Another process of the site, which does not lead. */
  private final class Other implements AutoCloseable {
    private final StateDirectory opened = StateDirectory.open(folder);
    private final Router other =
        new Router(opened, gate, Clock.systemUTC(), (from, to) -> {}, DRAIN);

    Other() {
      assertThat(directory.leader().tryLead()).isTrue();
      assertThat(opened.leader().tryLead()).isFalse();
      RouteState unused = other.begin(new StartChoice.StayOnFallback(1), Mode.DEGRADED);
    }

    void order() {
      RouteState unused =
          other.failOver("maintenance", new Router.Drain(DRAIN, () -> true, () -> {}));
    }

    @Override
    public void close() {
      opened.close();
    }
  }

  private void turnByItself() {
    router.look(() -> new Sight(new Side.Down(SILENT), WELL, new Readiness.NotYet("it fails")));
  }

  /** Well again, and well for long; a site that was ordered to stay waits for an order. */
  private Sight calm() {
    return new Sight(
        WELL, WELL, staying() ? new Readiness.NotYet("ordered") : new Readiness.Ready("calm"));
  }

  private boolean staying() {
    return router.state() instanceof RouteState.Degraded degraded && degraded.ordered();
  }

  @Test
  void anOrderToAnotherProcessCountsBeforeAReturnBegins() {
    turnByItself();
    try (Other other = new Other()) {
      other.order();
      assertThat(staying()).as("it has not heard of it").isFalse();
      router.look(this::calm);
      assertThat(staying()).isTrue();
    }
  }

  @Test
  void anOrderToAnotherProcessEndsAReturnThatHasBegun() {
    turnByItself();
    try (Other other = new Other()) {
      router.look(this::calm);
      assertThat(router.state().mode()).isEqualTo(Mode.RETURNING);
      other.order();
      RouteState after = router.handOver("calm", DRAIN, new NoHandover());
      assertThat(after.route()).isEqualTo(Route.of(1, Target.FALLBACK));
      assertThat(staying()).isTrue();
    }
  }

  @Test
  void whoeverDoesNotLeadLearnsOfTheOrder() {
    turnByItself();
    try (Other other = new Other()) {
      order(() -> {});
      assertThat(other.other.refresh())
          .isInstanceOfSatisfying(
              RouteState.Degraded.class, state -> assertThat(state.ordered()).isTrue());
    }
  }

  @Test
  void anOrderedReturnIsNotEndedByTheOrderBeforeIt() throws Exception {
    assertThat(directory.leader().tryLead()).isTrue();
    turnByItself();
    order(() -> {});
    RouteRecord before = directory.file().read().orElseThrow();
    router.look(() -> new Sight(WELL, WELL, new Readiness.Ready("an order to return")));
    directory.file().write(before); // as where the disk is full
    assertThat(router.refresh().mode()).isEqualTo(Mode.RETURNING);
  }

  @Test
  void aFallbackThatFailedMeanwhileIsStayedOnAllTheSame() {
    assertThat(directory.leader().tryLead()).isTrue();
    turnByItself();
    order(() -> {});
    router.look(() -> new Sight(WELL, new Side.Down(SILENT), new Readiness.NotYet("it fails")));
    assertThat(router.state().mode()).isEqualTo(Mode.OUTAGE);
    router.look(() -> new Sight(WELL, WELL, new Readiness.NotYet("not calm")));
    router.look(this::calm);
    assertThat(staying()).isTrue();
  }

  /** The end of a return that nobody may come to. */
  private static final class NoHandover implements Handover {
    @Override
    public List<String> blockers() {
      throw new AssertionError("borrowers wait for nothing");
    }

    @Override
    public void endBlockers() {
      throw new AssertionError("transactions are ended for nothing");
    }

    @Override
    public GateReading close(long expected, String reason) {
      throw new AssertionError("it returns");
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
      // Let it come as far as it gets.
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
