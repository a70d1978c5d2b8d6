package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.health.Health;
import com.hypermindlabs.understudy.health.Reading;
import com.hypermindlabs.understudy.route.Side;
import org.jspecify.annotations.Nullable;

/** How the route sees what is thought of a server's health. Pure. */
final class HealthView {
  private HealthView() {}

  /**
   * The route's view.
   *
   * @param nothingElse whether no other server could serve: then one that just came back is good
   *     enough
   */
  static Side side(Health health, boolean nothingElse) {
    if (health instanceof Health.Up) {
      return new Side.Well();
    }
    if (health instanceof Health.Down down) {
      return new Side.Down(down.last().problem());
    }
    return health instanceof Health.Recovering && nothingElse
        ? new Side.Well()
        : new Side.Doubtful();
  }

  /** The view of one reading alone, as at a start, when nothing is known from before. */
  static Side side(Reading reading) {
    return reading instanceof Reading.Unhealthy unhealthy
        ? new Side.Down(unhealthy.problem())
        : new Side.Well();
  }

  /** The last reading; null before the first. */
  static @Nullable Reading last(Health health) {
    if (health instanceof Health.Up up) {
      return up.last();
    }
    if (health instanceof Health.Suspect suspect) {
      return suspect.last();
    }
    if (health instanceof Health.Down down) {
      return down.last();
    }
    return health instanceof Health.Recovering recovering ? recovering.last() : null;
  }
}
