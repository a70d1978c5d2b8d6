package com.hypermindlabs.understudy.assistant.serve;

import java.time.Duration;

/**
 * An interface that {@code serve} runs. One that is not configured or fails leaves the others
 * running. Started once, stopped once; {@link #stop} may come from another thread, and before
 * {@link #start} has returned.
 */
public interface Served {
  /** As in {@code status}, {@code serve --only}: {@code web}, {@code telegram}, {@code x}. */
  String name();

  /** Why it is not to run, in words that name the setting; empty when it is configured. */
  String missing();

  /**
   * Starts it and returns once it serves; what goes on in the background stays its own.
   *
   * @throws Exception when it cannot serve; the message is fit for the operator, names no secret
   */
  void start() throws Exception;

  /** Takes no more, lets what runs end for that long at most, then ends it. */
  void stop(Duration patience);
}
