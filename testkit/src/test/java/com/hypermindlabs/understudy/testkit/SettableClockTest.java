package com.hypermindlabs.understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SettableClockTest {
  private final SettableClock clock = SettableClock.at(Instant.EPOCH);

  @Test
  void standsStillUntilItIsMoved() {
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    clock.advance(Duration.ofSeconds(3));
    assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(3));
    assertThat(clock.nanoTime()).isEqualTo(3_000_000_000L);
  }

  @Test
  void aJumpOfTheWallClockLeavesMonotonicTimeAlone() {
    clock.jump(Duration.ofDays(-1));
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH.minusSeconds(86_400));
    assertThat(clock.nanoTime()).isZero();
  }

  @Test
  void monotonicTimeNeverGoesBack() {
    assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aZoneSharesTheTime() {
    SettableClock paris = clock.withZone(ZoneId.of("Europe/Paris"));
    clock.advance(Duration.ofSeconds(1));
    assertThat(paris.instant()).isEqualTo(clock.instant());
  }
}
