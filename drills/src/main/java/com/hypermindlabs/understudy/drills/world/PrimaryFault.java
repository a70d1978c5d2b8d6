package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.drills.plan.Kind;

/** What becomes of the primary. */
final class PrimaryFault implements Fault {
  private final Primary primary;
  private final LostCommits lost;
  private final Kind kind;

  PrimaryFault(Primary primary, LostCommits lost, Kind kind) {
    this.primary = primary;
    this.lost = lost;
    this.kind = kind;
  }

  @Override
  public void begin() {
    switch (kind) {
      case PRIMARY_KILLED -> primary.kill();
      case PRIMARY_RESTARTED -> primary.start(true);
      case PRIMARY_PAUSED -> primary.pause();
      case PRIMARY_REPLACED -> {
        lost.begin();
        primary.keepOlder();
      }
      default -> throw new IllegalArgumentException(kind + " is no fault of the primary");
    }
  }

  @Override
  public void end() throws Exception {
    switch (kind) {
      case PRIMARY_KILLED -> primary.start(false);
      case PRIMARY_PAUSED -> primary.resume();
      case PRIMARY_REPLACED -> {
        lost.look();
        primary.becomeOlder();
        lost.end();
      }
      default -> {}
    }
  }
}
