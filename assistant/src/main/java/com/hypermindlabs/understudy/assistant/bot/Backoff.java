package com.hypermindlabs.understudy.assistant.bot;

import java.time.Duration;

/** Waits that double from try to try, up to a most. One thread's. */
public final class Backoff {
  private final Duration first;
  private final Duration most;
  private Duration next;

  /** Begins with the first wait. */
  public Backoff(Duration first, Duration most) {
    this.first = first;
    this.most = most;
    this.next = first;
  }

  /** The usual one: from a fifth of a second up to half a minute. */
  public static Backoff usual() {
    return new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
  }

  /** How long to wait before the next try. */
  public Duration next() {
    Duration now = next;
    next = now.multipliedBy(2).compareTo(most) < 0 ? now.multipliedBy(2) : most;
    return now;
  }

  /** It worked: the next wait is a first one. */
  public void reset() {
    next = first;
  }

  /** Sleeps until the next try. */
  public void sleep() throws InterruptedException {
    Thread.sleep(next().toMillis());
  }
}
