package com.hypermindlabs.understudy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.testkit.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealthPolicyTest {
  private static final Endpoint ENDPOINT = new Endpoint("db.example", 5432);
  private static final Reading.Healthy WELL =
      new Reading.Healthy(ENDPOINT, Duration.ofMillis(1), false, "18.4");
  private static final Reading.Unhealthy REFUSED = failure(ProblemCode.REFUSED);
  private static final Reading.Unhealthy STANDBY =
      new Reading.Unhealthy(
          ENDPOINT, new Problem(ProblemCode.SHUTTING_DOWN, "probe: no leader", "hint"), true);
  private static final Duration TICK = Duration.ofMillis(500);

  private final HealthPolicy policy =
      new HealthPolicy(2, Duration.ofSeconds(30), Duration.ofSeconds(10));
  private final SettableClock clock = SettableClock.start();
  private Health health = new Health.Unknown();
  private int timesDown;

  @Test
  void theFirstGoodReadingIsEnough() {
    read(WELL);
    assertThat(health).isInstanceOf(Health.Up.class);
    assertThat(health.well()).isTrue();
  }

  @Test
  void aSingleFailureIsASuspicionAndTwoInARowAreDown() {
    read(WELL);
    read(REFUSED);
    assertThat(health).isInstanceOf(Health.Suspect.class);
    assertThat(health.well()).isTrue();
    read(REFUSED);
    assertThat(health).isInstanceOf(Health.Down.class);
    assertThat(health.well()).isFalse();
  }

  @Test
  void failuresThatAreNotInARowDoNotAddUp() {
    read(WELL);
    for (int i = 0; i < 50; i++) {
      read(REFUSED);
      read(WELL);
    }
    assertThat(health).isInstanceOf(Health.Up.class);
    assertThat(timesDown).isZero();
  }

  @Test
  void aBreakBelowTheThresholdStartsTheWellTimeAnew() {
    read(WELL);
    read(REFUSED);
    read(WELL);
    assertThat(((Health.Up) health).since().nanos()).isEqualTo(clock.nanoTime());
  }

  @Test
  void aServerThatNeverAnsweredIsNotWellWhileSuspected() {
    read(REFUSED);
    assertThat(health).isInstanceOf(Health.Suspect.class);
    assertThat(health.well()).isFalse();
    assertThat(health.down()).isFalse();
  }

  @Test
  void mistakesInTheSettingsCountAsFailures() {
    read(WELL);
    read(failure(ProblemCode.WRONG_PASSWORD));
    read(failure(ProblemCode.MISSING_DATABASE));
    assertThat(health)
        .isInstanceOfSatisfying(
            Health.Down.class,
            down ->
                assertThat(down.last().problem().code()).isEqualTo(ProblemCode.MISSING_DATABASE));
  }

  @Test
  void afterBeingDownItHasToBeWellForTheCalmTimeWithoutABreak() {
    goDown();
    read(WELL);
    clock.advance(Duration.ofSeconds(9));
    read(WELL);
    assertThat(health).isInstanceOf(Health.Recovering.class);
    read(REFUSED);
    assertThat(health).isInstanceOf(Health.Down.class);
    read(WELL);
    Moment back = now();
    clock.advance(Duration.ofSeconds(10));
    read(WELL);
    assertThat(health)
        .isInstanceOfSatisfying(
            Health.Up.class, up -> assertThat(up.since().nanos()).isEqualTo(back.nanos()));
  }

  @Test
  void aLinkThatFlapsEveryFewHundredMillisecondsComesDownOnce() {
    read(WELL);
    for (int i = 0; i < 1_000; i++) {
      read(REFUSED);
      read(REFUSED);
      read(WELL);
      read(WELL);
    }
    assertThat(timesDown).isEqualTo(1);
    assertThat(health.down()).isTrue();
  }

  @Test
  void aClusterThatWasWellGetsTimeToPutAStandbyInItsLeadersPlace() {
    read(WELL);
    for (int i = 0; i < 30; i++) {
      read(STANDBY);
      assertThat(health).isInstanceOf(Health.Suspect.class);
      assertThat(health.well()).isTrue();
    }
    read(WELL);
    assertThat(health).isInstanceOf(Health.Up.class);
  }

  @Test
  void aStandbyThatNeverTakesOverIsWaitedForNoLongerThanTheTimeout() {
    read(WELL);
    read(STANDBY);
    clock.advance(Duration.ofSeconds(29));
    read(STANDBY);
    assertThat(health).isInstanceOf(Health.Suspect.class);
    clock.advance(Duration.ofSeconds(1));
    read(STANDBY);
    assertThat(health).isInstanceOf(Health.Down.class);
  }

  @Test
  void aClusterWhoseStandbyIsGoneTooIsGivenUpAtOnce() {
    read(WELL);
    read(STANDBY);
    read(STANDBY);
    read(REFUSED);
    assertThat(health).isInstanceOf(Health.Down.class);
  }

  @Test
  void aClusterThatWasNeverWellIsNotWaitedFor() {
    read(STANDBY);
    read(STANDBY);
    assertThat(health).isInstanceOf(Health.Down.class);
  }

  @Test
  void aWallClockThatJumpsChangesNothing() {
    goDown();
    read(WELL);
    clock.jump(Duration.ofDays(400));
    read(WELL);
    assertThat(health).isInstanceOf(Health.Recovering.class);
    clock.jump(Duration.ofDays(-800));
    clock.advance(Duration.ofSeconds(10));
    read(WELL);
    assertThat(health).isInstanceOf(Health.Up.class);
  }

  @Test
  void aThresholdOfOneIsDownAtOnce() {
    assertThat(new HealthPolicy(1, Duration.ZERO, Duration.ZERO).next(health, REFUSED, now()))
        .isInstanceOf(Health.Down.class);
    assertThatThrownBy(() -> new HealthPolicy(0, Duration.ZERO, Duration.ZERO))
        .hasMessageContaining("failure_threshold");
  }

  private void goDown() {
    read(WELL);
    read(REFUSED);
    read(REFUSED);
  }

  private void read(Reading reading) {
    clock.advance(TICK);
    boolean before = health.down();
    health = policy.next(health, reading, now());
    if (health.down() && !before) {
      timesDown++;
    }
  }

  private Moment now() {
    return new Moment(clock.nanoTime(), clock.instant());
  }

  private static Reading.Unhealthy failure(ProblemCode code) {
    return new Reading.Unhealthy(ENDPOINT, new Problem(code, "probe: " + code, "hint"));
  }
}
