package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.status.ReturnReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The mirror waits for a proof, but not for ever. */
class UnprovenTest {
  private static final ReturnReport REPORT =
      new ReturnReport(1, Instant.EPOCH, Instant.EPOCH, "test", 1, Duration.ZERO, List.of());

  private static Unproven unproven() {
    Unproven unproven = new Unproven();
    unproven.set(REPORT);
    return unproven;
  }

  @Test
  void aProofThatFailsIsTriedAgainAndThenGivenUp() {
    Unproven unproven = unproven();
    assertThat(unproven.failed("08006")).isFalse();
    assertThat(unproven.failed("42501")).isFalse();
    assertThat(unproven.report()).isEqualTo(REPORT);
    assertThat(unproven.failed(null)).isTrue();
    assertThat(unproven.report()).isNull();
  }

  @Test
  void oneThatTookTooLongIsGivenUpAtOnce() {
    Unproven unproven = unproven();
    assertThat(unproven.failed("57014")).isTrue();
    assertThat(unproven.report()).isNull();
  }

  @Test
  void theNextReturnIsProvenAnew() {
    Unproven unproven = unproven();
    assertThat(unproven.failed("08006")).isFalse();
    assertThat(unproven.failed("08006")).isFalse();
    unproven.set(REPORT);
    assertThat(unproven.failed("08006")).isFalse();
  }
}
