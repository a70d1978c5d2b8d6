package com.hypermindlabs.understudy.health;

import java.time.Duration;

/**
 * Leads from one opinion of a server to the next. A pure function: time comes in with each reading.
 * Failures in a row make a server down, mistakes in the settings as well as broken links; once down
 * it has to answer for the calm time without a break before it is up. So a link that flaps brings
 * about one change, not many.
 *
 * @param failureThreshold how many failed readings in a row make a server down; at least 1
 * @param switchover how long a server is not called down while a standby of its cluster answers
 * @param calm how long a server that was down has to answer before it is up; zero for at once
 */
public record HealthPolicy(int failureThreshold, Duration switchover, Duration calm) {
  /**
   * @throws IllegalArgumentException when the threshold is below 1 or a time negative
   */
  public HealthPolicy {
    if (failureThreshold < 1) {
      throw new IllegalArgumentException("failure_threshold: " + failureThreshold + " is below 1");
    }
    if (switchover.isNegative()) {
      throw new IllegalArgumentException("switchover_timeout: " + switchover + " is negative");
    }
    if (calm.isNegative()) {
      throw new IllegalArgumentException("calm: " + calm + " is negative");
    }
  }

  /** What to think after one more reading, taken at a moment. */
  public Health next(Health health, Reading reading, Moment at) {
    if (reading instanceof Reading.Healthy healthy) {
      return afterHealthy(health, healthy, at);
    }
    return afterUnhealthy(health, (Reading.Unhealthy) reading, at);
  }

  private Health afterHealthy(Health health, Reading.Healthy reading, Moment at) {
    if (health instanceof Health.Down) {
      return recovered(at, reading, at);
    }
    if (health instanceof Health.Recovering recovering) {
      return recovered(recovering.since(), reading, at);
    }
    // A break that stayed below the threshold is a break all the same.
    return new Health.Up(health instanceof Health.Up up ? up.since() : at, reading);
  }

  private Health recovered(Moment since, Reading.Healthy reading, Moment at) {
    boolean calmed = since.until(at).compareTo(calm) >= 0;
    return calmed ? new Health.Up(since, reading) : new Health.Recovering(since, reading);
  }

  private Health afterUnhealthy(Health health, Reading.Unhealthy reading, Moment at) {
    if (health instanceof Health.Down down) {
      return new Health.Down(down.since(), reading);
    }
    if (health instanceof Health.Recovering) {
      return new Health.Down(at, reading);
    }
    Health.Suspect suspect =
        health instanceof Health.Suspect before
            ? new Health.Suspect(before.before(), before.since(), before.failures() + 1, reading)
            : new Health.Suspect(health, at, 1, reading);
    return suspect.failures() < failureThreshold || mayBeReplaced(suspect, at)
        ? suspect
        : new Health.Down(at, reading);
  }

  /** A cluster that was well and has a standby left gets the time to make it the writable one. */
  private boolean mayBeReplaced(Health.Suspect suspect, Moment at) {
    return suspect.last().standby()
        && suspect.before().well()
        && suspect.since().until(at).compareTo(switchover) < 0;
  }
}
