package com.hypermindlabs.understudy.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A return's report and its file. */
class ReturnJsonTest {
  @Test
  void noPauseLosesANanosecondOnItsWayThroughTheFile() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      // One of those that a division and a product brought back one nanosecond short.
      ReturnReport report = report(i == 0 ? 128_994_015 : random.nextLong(60_000_000_000L));
      assertThat(ReturnJson.read(ReturnJson.tree(report))).isEqualTo(report);
    }
  }

  private static ReturnReport report(long pause) {
    return new ReturnReport(
        2, Instant.EPOCH, Instant.EPOCH, "ordered", 1, Duration.ofNanos(pause), List.of());
  }
}
