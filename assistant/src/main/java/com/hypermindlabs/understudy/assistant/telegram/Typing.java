package com.hypermindlabs.understudy.assistant.telegram;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Shows that the bot is typing until it is closed: Telegram shows it for five seconds at most. */
final class Typing implements AutoCloseable {
  private static final long EVERY_MILLIS = 4000;

  private final ScheduledFuture<?> repeated;

  private Typing(ScheduledFuture<?> repeated) {
    this.repeated = repeated;
  }

  static Typing in(Destination to, Sending sending, ScheduledExecutorService threads) {
    return new Typing(
        threads.scheduleAtFixedRate(
            () -> sending.typing(to), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS));
  }

  @Override
  public void close() {
    repeated.cancel(false);
  }
}
