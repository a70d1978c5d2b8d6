package com.hypermindlabs.understudy.assistant.model;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends one exchange that takes too long, or that somebody wants ended. Thread-safe. */
final class Watch {
  private static final long LOOK_MILLIS = 50;

  private final Timeouts timeouts;
  private final ScheduledExecutorService clock;
  private @Nullable ScheduledFuture<?> looking;
  private @Nullable Runnable close;
  private String ended = "";
  private long begun;
  private volatile long last;
  private volatile boolean progressed;

  Watch(Timeouts timeouts, ScheduledExecutorService clock) {
    this.timeouts = timeouts;
    this.clock = clock;
  }

  /** From now on time counts. */
  synchronized void begin(Runnable closing) {
    begun = System.nanoTime();
    last = begun;
    close = closing;
    looking =
        clock.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Something came in. */
  void progress() {
    last = System.nanoTime();
    progressed = true;
  }

  private void look() {
    long now = System.nanoTime();
    if (now - begun > timeouts.whole().toNanos()) {
      end("took longer than " + text(timeouts.whole()));
    } else if (!progressed && now - last > timeouts.first().toNanos()) {
      end("said nothing for " + text(timeouts.first()));
    } else if (progressed && now - last > timeouts.between().toNanos()) {
      end("fell silent for " + text(timeouts.between()));
    }
  }

  void end(String why) {
    @Nullable Runnable closing;
    synchronized (this) {
      if (!ended.isEmpty()) {
        return;
      }
      ended = why;
      closing = close;
    }
    if (closing != null) {
      closing.run();
    }
  }

  synchronized String ended() {
    return ended;
  }

  /** It is over. */
  synchronized void close() {
    if (looking != null) {
      looking.cancel(false);
    }
  }

  private static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
