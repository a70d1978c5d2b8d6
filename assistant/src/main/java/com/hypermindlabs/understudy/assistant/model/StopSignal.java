package com.hypermindlabs.understudy.assistant.model;

import java.util.ArrayList;
import java.util.List;

/** Says once that somebody has had enough. Thread-safe. */
public final class StopSignal {
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean stopped;
  private String reason = "";

  /** The one who asked has had enough. */
  public void stop() {
    stop("");
  }

  /**
   * Enough. What waits for it is run now, on this thread; harmless when said before.
   *
   * @param why in words for people; empty when the one who asked has had enough
   */
  public void stop(String why) {
    List<Runnable> all;
    synchronized (this) {
      reason = stopped ? reason : why;
      stopped = true;
      all = List.copyOf(waiting);
      waiting.clear();
    }
    all.forEach(Runnable::run);
  }

  /** Why it was said; empty when the one who asked has had enough, and when it was not said. */
  public synchronized String reason() {
    return reason;
  }

  /** Whether it was said. */
  public synchronized boolean stopped() {
    return stopped;
  }

  /**
   * Runs the action when it is said, or at once when it was.
   *
   * @return takes the action back; harmless after it was run
   */
  public Runnable onStop(Runnable action) {
    synchronized (this) {
      if (!stopped) {
        waiting.add(action);
        return () -> forget(action);
      }
    }
    action.run();
    return () -> {};
  }

  private synchronized void forget(Runnable action) {
    waiting.remove(action);
  }
}
