package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.ROWS;
import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.route.Mode;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A standby that is promoted may lack what a site has just handed back. */
@Tag("slow")
class LostRoundTest {
  /**
   * What a standby that was behind looks like: it knows of no round, of no row of it, and of no
   * change.
   */
  private static void goBackInTime(HealingSite site) {
    try {
      execute(
          site.direct(),
          "DELETE FROM understudy.round; UPDATE note SET text = 'before' WHERE id = 1;"
              + " DELETE FROM note WHERE id = 3; DELETE FROM understudy.recent");
    } catch (SQLException e) {
      throw new IllegalStateException("go back in time", e);
    }
  }

  /** A process that does something when it first comes to a step once it is armed. */
  private static Understudy start(
      HealingSite site, AtomicBoolean armed, String wanted, Runnable then) {
    return site.start(
        site.primary().port(),
        step -> {
          if (step.equals(wanted) && armed.compareAndSet(true, false)) {
            then.run();
          }
        });
  }

  private static void healAfterDegrading(
      HealingSite site, Understudy understudy, AtomicBoolean armed) throws SQLException {
    site.degrade(understudy);
    armed.set(true);
    site.primary().restart();
  }

  @Test
  @Tag("thorough")
  void aPrimaryThatLostARoundWhileTheSiteReturnsWaitsForTheOperator() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    try (HealingSite site = new HealingSite();
        Understudy understudy =
            start(
                site,
                armed,
                "round.settled",
                () -> {
                  goBackInTime(site);
                  site.primary().kill();
                })) {
      healAfterDegrading(site, understudy, armed);
      site.await(understudy, report -> !armed.get() && report.mode() == Mode.DEGRADED);
      site.primary().restart();
      // The attempt that finds it out may still be on its way back.
      site.await(
          understudy,
          seen ->
              seen.mode() == Mode.DEGRADED
                  && String.valueOf(seen.journal().waitsFor()).contains("lost commits"));

      understudy.returnToConfirmedPrimary();
      isFilledAnew(site, understudy);
    }
  }

  @Test
  void aPrimaryThatLostTheLastRoundAfterwardsIsSaidAndTheFallbackFilledAnew() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    try (HealingSite site = new HealingSite();
        Understudy understudy = start(site, armed, "return.closed", () -> goBackInTime(site))) {
      healAfterDegrading(site, understudy, armed);
      site.await(understudy, report -> !armed.get() && report.mode() == Mode.NORMAL);
      isFilledAnew(site, understudy);
    }
  }

  private static void isFilledAnew(HealingSite site, Understudy understudy) throws SQLException {
    site.await(understudy, Mode.NORMAL);
    assertThat(text(site.direct(), ROWS)).isEqualTo("1before,2before");
    site.awaitCaughtUp(understudy);
    site.primary().kill();
    site.await(understudy, Mode.DEGRADED);
    assertThat(text(understudy.dataSource(), ROWS)).isEqualTo("1before,2before");
  }
}
