package com.hypermindlabs.understudy.capture;

/**
 * Is told of each step of a protocol as it is reached: where tests end a process or cut a link.
 * Called on the thread that takes the step.
 */
@FunctionalInterface
public interface StepHook {
  /** Does nothing. */
  StepHook NONE = step -> {};

  /**
   * A step was reached.
   *
   * @param step its name, as {@code "round.sent"}: what the name says has just been done
   */
  void at(String step);
}
