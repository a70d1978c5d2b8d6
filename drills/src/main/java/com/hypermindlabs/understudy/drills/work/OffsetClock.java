package com.hypermindlabs.understudy.drills.work;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The wall clock of one process, which can be set wrong. Thread-safe. */
final class OffsetClock extends Clock {
  private volatile Duration offset = Duration.ZERO;

  void set(Duration wrong) {
    offset = wrong;
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(offset);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("the drilled clock knows UTC alone");
  }
}
