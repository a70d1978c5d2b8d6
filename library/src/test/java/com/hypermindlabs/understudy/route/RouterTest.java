package com.hypermindlabs.understudy.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.ProblemCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
  private StateDirectory directory;
  private Router router;

  @BeforeEach
  void open() {
    directory = StateDirectory.open(folder);
    router = new Router(directory, new Latch(), Clock.systemUTC(), (from, to) -> {}, DRAIN);
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
