package com.hypermindlabs.understudy.health;

/**
 * What is thought of a server after a row of readings. {@link HealthPolicy} leads from one to the
 * next. Immutable.
 */
public sealed interface Health {
  /** Nothing was read yet. */
  record Unknown() implements Health {}

  /**
   * The server serves.
   *
   * @param since from when on it has been well without a break
   * @param last the last reading
   */
  record Up(Moment since, Reading.Healthy last) implements Health {}

  /**
   * The last readings failed: too few to call the server down, or a standby may take over.
   *
   * @param before what was thought before the first of them: unknown or up
   * @param since when the first of them was
   * @param failures how many in a row
   * @param last the last reading
   */
  record Suspect(Health before, Moment since, int failures, Reading.Unhealthy last)
      implements Health {}

  /**
   * The server does not serve.
   *
   * @param since from when on
   * @param last the last reading
   */
  record Down(Moment since, Reading.Unhealthy last) implements Health {}

  /**
   * The server was down and answers again, not yet for the calm time: one failure and it is down.
   *
   * @param since from when on it has answered without a break
   * @param last the last reading
   */
  record Recovering(Moment since, Reading.Healthy last) implements Health {}

  /** Whether the server may be counted on: a suspect that was up still may. */
  default boolean well() {
    return this instanceof Up || (this instanceof Suspect suspect && suspect.before().well());
  }

  /** Whether the server is given up: down, or back for less than the calm time. */
  default boolean down() {
    return this instanceof Down || this instanceof Recovering;
  }
}
