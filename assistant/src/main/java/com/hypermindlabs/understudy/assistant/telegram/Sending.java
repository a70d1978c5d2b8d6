package com.hypermindlabs.understudy.assistant.telegram;

import com.hypermindlabs.understudy.assistant.bot.Backoff;
import com.hypermindlabs.understudy.assistant.serve.Failures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends by Telegram's rules until a message has arrived, or is refused for good. Telegram knows no
 * key that would make a message one however often it is sent: a message whose answer was lost is
 * sent again, and may be there twice. Thread-safe.
 */
final class Sending {
  private static final Logger LOG = LoggerFactory.getLogger(Sending.class);

  private final TelegramApi api;
  private final Failures failures;
  private final InstantSource clock;
  private final Pace pace = new Pace();

  Sending(TelegramApi api, Failures failures, InstantSource clock) {
    this.api = api;
    this.failures = failures;
    this.clock = clock;
  }

  /**
   * Sends a part.
   *
   * @return what Telegram calls the message
   * @throws TelegramException of the kind {@code REFUSED}: it will never be taken
   */
  int send(Destination to, Part part) throws TelegramException, InterruptedException {
    Backoff backoff = Backoff.usual();
    Part next = part;
    while (true) {
      awaitTurn(to);
      try {
        return api.send(to, next);
      } catch (TelegramException e) {
        boolean looks = e.kind() == TelegramException.Kind.REFUSED && !next.spans().isEmpty();
        if (looks && String.valueOf(e.getMessage()).contains("entit")) {
          LOG.warn("{}; sent without looks", e.getMessage());
          next = next.plain();
        } else {
          after(e, backoff);
        }
      }
    }
  }

  private void after(TelegramException e, Backoff backoff)
      throws TelegramException, InterruptedException {
    switch (e.kind()) {
      case REFUSED -> throw e;
      case TOO_FAST -> pace.pause(clock.instant().plus(e.retryAfter()));
      default -> {
        failures.failed(String.valueOf(e.getMessage()));
        backoff.sleep();
      }
    }
  }

  private void awaitTurn(Destination to) throws InterruptedException {
    Duration wait = pace.take(to.chat(), to.group(), clock.instant());
    while (!wait.isZero()) {
      // Rounded up: a turn that is asked for too early is not had.
      Thread.sleep(wait.toMillis() + 1);
      wait = pace.take(to.chat(), to.group(), clock.instant());
    }
  }

  /** Shows that the bot is typing, where that takes no message's turn. */
  void typing(Destination to) {
    Instant now = clock.instant();
    if (!pace.room(now)) {
      return;
    }
    try {
      api.typing(to);
    } catch (TelegramException e) {
      if (e.kind() == TelegramException.Kind.TOO_FAST) {
        pace.pause(now.plus(e.retryAfter()));
      }
      LOG.debug("{}", e.getMessage());
    }
  }
}
