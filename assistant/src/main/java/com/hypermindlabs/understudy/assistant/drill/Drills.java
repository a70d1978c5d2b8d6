package com.hypermindlabs.understudy.assistant.drill;

import java.util.function.Consumer;

/**
 * Plays fault drills. The implementation is found by {@link java.util.ServiceLoader}: it needs real
 * servers to break, and is no part of the program that users install.
 */
public interface Drills {
  /**
   * Plays schedules until all are done or the time is over; takes everything down again.
   *
   * @param progress is told a line for each schedule, by any thread
   * @throws UnknownSabotageException before anything is started
   * @throws Exception when drills cannot be played here at all
   */
  DrillResult run(DrillOrder order, Consumer<String> progress) throws Exception;
}
