package com.hypermindlabs.understudy.assistant.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The attempts to sign in that failed of late, as rows. An attempt is noted before it is tried, so
 * that however many come at once, no more than are allowed get an answer.
 */
final class SignInFailures {
  /** Free attempts; from then on each failure doubles the wait. */
  private static final int FREE = 5;

  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration WINDOW = Duration.ofMinutes(15);

  private SignInFailures() {}

  /** How long one with this login has to wait; zero when the attempt may be made. */
  static Duration wait(Handle handle, String login, UUID attempt) {
    Instant now = Keys.madeAt(attempt);
    List<UUID> newest =
        handle
            .createQuery(
                """
                SELECT id FROM sign_in_failure
                 WHERE login = :login AND id >= :since AND id <> :attempt
                 ORDER BY id DESC LIMIT 20
                """)
            .bind("login", login)
            .bind("since", Keys.first(now.minus(WINDOW)))
            .bind("attempt", attempt)
            .mapTo(UUID.class)
            .list();
    if (newest.size() < FREE) {
      return Duration.ZERO;
    }
    Duration wait = FIRST_WAIT.multipliedBy(1L << (newest.size() - FREE));
    Instant end = Keys.madeAt(newest.get(0)).plus(wait.compareTo(WINDOW) > 0 ? WINDOW : wait);
    return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
  }

  static void note(Handle handle, String login, UUID attempt) {
    handle
        .createUpdate(
            "INSERT INTO sign_in_failure (id, login) VALUES (:id, :login)"
                + " ON CONFLICT DO NOTHING")
        .bind("id", attempt)
        .bind("login", login)
        .execute();
  }

  static void forget(Handle handle, UUID attempt) {
    handle.createUpdate("DELETE FROM sign_in_failure WHERE id = :id").bind("id", attempt).execute();
  }

  static void forgetAll(Handle handle, String login) {
    handle
        .createUpdate("DELETE FROM sign_in_failure WHERE login = :login")
        .bind("login", login)
        .execute();
  }

  /** Those of whatever login that count no more. */
  static void prune(Handle handle, UUID attempt) {
    handle
        .createUpdate("DELETE FROM sign_in_failure WHERE id < :before")
        .bind("before", Keys.first(Keys.madeAt(attempt).minus(WINDOW)))
        .execute();
  }
}
