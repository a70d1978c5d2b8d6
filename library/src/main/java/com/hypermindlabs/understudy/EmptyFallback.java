package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.ProblemCode;
import com.hypermindlabs.understudy.route.Gate;
import com.hypermindlabs.understudy.route.GateReading;
import com.hypermindlabs.understudy.route.StartChoice;
import com.hypermindlabs.understudy.route.StartPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The gate of a site that is not to take over on a fallback which never had the primary's data
 * ({@code failover.empty_fallback}). Whoever turns the site asks, in whatever way. Thread-safe.
 */
final class EmptyFallback implements Gate {
  private static final String REMEDY =
      "see why the primary does not serve; or set failover.empty_fallback to true";

  private final FallbackSide fallback;
  private volatile boolean filled;

  private EmptyFallback(FallbackSide fallback) {
    this.fallback = fallback;
  }

  /** The fallback's gate, as the settings want it. */
  static Gate gate(Settings settings, FallbackSide fallback) {
    return forbidden(settings) ? new EmptyFallback(fallback) : fallback;
  }

  /** What a start that would choose so does, with a fallback of which that is known. */
  static StartChoice allowed(Settings settings, Books books, StartChoice choice) {
    if (!(choice instanceof StartChoice.TurnToFallback turn)
        || !forbidden(settings)
        || holdsAnything(books)) {
      return choice;
    }
    return new StartChoice.NoRoute(
        StartPolicy.waitedFor(choice),
        new Problem(
            ProblemCode.OTHER, turn.reason() + "; and " + empty().message(), empty().hint()));
  }

  private static boolean forbidden(Settings settings) {
    return !settings.failover().emptyFallback() && settings.database() != null;
  }

  /** What waits in its journal goes before everything. */
  private static boolean holdsAnything(Books books) {
    @Nullable Long journaled = books.journaled();
    return books.filled() || (journaled != null && journaled > 0);
  }

  private static Problem empty() {
    return new Problem(
        ProblemCode.OTHER,
        "the fallback does not have the primary's data yet, and failover.empty_fallback is false",
        REMEDY);
  }

  @Override
  public @Nullable Problem refusal() {
    if (filled) {
      return null; // it never gets empty again
    }
    try (Connection connection = fallback.link().open()) {
      filled = holdsAnything(Books.read(connection));
      return filled ? null : empty();
    } catch (SQLException e) {
      return new Problem(
          ProblemCode.OTHER,
          "whether the fallback has the primary's data cannot be read, and"
              + " failover.empty_fallback is false: "
              + e.getMessage(),
          REMEDY);
    }
  }

  @Override
  public GateReading read() {
    return fallback.read();
  }

  @Override
  public GateReading open(long expected, String reason) {
    return fallback.open(expected, reason);
  }
}
