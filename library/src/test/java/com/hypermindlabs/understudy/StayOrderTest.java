package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.RouteFile;
import com.hypermindlabs.understudy.route.RouteRecord;
import com.hypermindlabs.understudy.status.StatusReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An operator orders a site to stay on its fallback, whatever its processes are at. */
@Tag("slow")
class StayOrderTest {
  private static final String REASON = "the primary's disk is changed";

  private HealingSite site;

  @BeforeEach
  void startServers() {
    site = new HealingSite();
  }

  @AfterEach
  void stopServers() {
    site.close();
  }

  /** Blocks the first who comes to a step until the test goes on. */
  private static final class Halt implements StepHook {
    private final String where;
    private final AtomicBoolean first = new AtomicBoolean(true);
    private final CountDownLatch come = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);

    Halt(String where) {
      this.where = where;
    }

    @Override
    public void at(String step) {
      if (step.equals(where) && first.compareAndSet(true, false)) {
        come.countDown();
        await(left);
      }
    }

    void awaitCome() {
      await(come);
    }

    void goOn() {
      left.countDown();
    }

    private static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void staysUntilAReturnIsOrdered(Understudy leader) throws Exception {
    stays(leader);
    leader.returnToPrimary();
    site.isWhole(leader);
  }

  /** Waits until the leader has looked at a primary that has been well for long, or returned. */
  private void stays(Understudy leader) {
    StatusReport report =
        site.await(
            leader,
            one ->
                one.mode() == Mode.NORMAL
                    || String.valueOf(one.journal().waitsFor()).contains("operator ordered"));
    assertThat(report.mode()).isEqualTo(Mode.DEGRADED);
    assertThat(report.route().reason()).isEqualTo(REASON);
  }

  @Test
  void theNextLeaderKnowsOfTheOrder() throws Exception {
    Understudy leader = site.start();
    try (Understudy other = site.start()) {
      try (leader) {
        site.degrade(leader);
        site.await(other, Mode.DEGRADED);
        leader.failOver(REASON);
      }
      site.primary().restart();
      staysUntilAReturnIsOrdered(other);
    }
  }

  @Test
  void aLongReturnOfAnotherProcessIsGivenUp() throws Exception {
    Halt halt = new Halt("round.committed");
    try (Understudy leader = site.start(site.primary().port(), halt);
        Understudy other = site.start()) {
      site.degrade(leader);
      site.primary().restart();
      halt.awaitCome();
      site.await(other, Mode.RETURNING);
      other.failOver(REASON);
      assertThat(other.status().mode()).isEqualTo(Mode.DEGRADED);
      assertThat(leader.status().mode()).isEqualTo(Mode.DEGRADED);
      halt.goOn();
      staysUntilAReturnIsOrdered(leader);
    }
  }

  @Test
  void thePrimaryShowsAnewWhoItIsAfterwards() throws Exception {
    Halt halt = new Halt("round.committed");
    try (Understudy leader = site.start(site.primary().port(), halt)) {
      site.degrade(leader);
      site.primary().restart();
      halt.awaitCome();
      leader.failOver(REASON);
      halt.goOn();
      stays(leader);
      execute(
          site.direct(),
          "UPDATE understudy.site SET nonce = gen_random_uuid(), previous = gen_random_uuid(),"
              + " xid = '3'");
      assertThatThrownBy(leader::returnToPrimary)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("--confirm-primary");
    }
  }

  /** The leader was deaf, so that the other process wrote the order by itself. */
  @Test
  void alsoOneThatHasLockedTheGateAlready() throws Exception {
    Path state = site.settings(site.primary().port(), ReturnMode.AUTO).stateDirectory();
    AtomicBoolean first = new AtomicBoolean(true);
    StepHook writing =
        step -> {
          if (step.equals("return.locked") && first.compareAndSet(true, false)) {
            order(RouteFile.in(state));
          }
        };
    try (Understudy leader = site.start(site.primary().port(), writing)) {
      site.degrade(leader);
      site.primary().restart();
      staysUntilAReturnIsOrdered(leader);
    }
  }

  private static void order(RouteFile file) {
    try {
      RouteRecord now = file.read().orElseThrow();
      file.write(
          new RouteRecord(now.epoch(), Mode.DEGRADED, now.since(), REASON, true, now.intent()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
