package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.route.RouteState;
import com.hypermindlabs.understudy.route.Router;
import com.hypermindlabs.understudy.route.Target;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turn to the fallback that an operator orders: most of what the fallback lacks is carried over
 * while the application goes on, the rest once its transactions have ended.
 *
 * @param sessions the primary's processes for the sessions of this process's pool
 * @param lastCycle takes a cycle of the mirror at an epoch, and says why there was none
 */
record PlannedFailover(
    SiteParts parts,
    Router router,
    Supplier<List<Integer>> sessions,
    LongFunction<@Nullable String> lastCycle) {
  private static final Logger LOG = LoggerFactory.getLogger(PlannedFailover.class);
  private static final Duration FILL_PATIENCE = Duration.ofSeconds(5);

  /**
   * Carries it out.
   *
   * @throws StartException when the site cannot turn; it stays where it is
   */
  RouteState run(String reason) {
    @Nullable PrimarySide primary = parts.primary();
    @Nullable FallbackSide fallback = parts.fallback();
    if (fallback == null || primary == null) {
      throw new StartException(
          "fail over: "
              + (fallback == null ? "the fallback is switched off" : "no primary is configured"),
          fallback == null ? "set database_fallback.enabled to true" : "set database.host",
          null);
    }
    long epoch = router.state().route().epoch();
    boolean away = router.state().route().target() == Target.FALLBACK;
    if (!away && parts.directory().leader().leading() && fallback.prepare() == null) {
      cycle(primary, epoch, FILL_PATIENCE); // most of it before anybody has to wait
    }
    @Nullable Problem refusal = away ? null : parts.gate().refusal();
    if (refusal != null) {
      throw new StartException("fail over: " + refusal.message(), refusal.hint(), null);
    }
    Duration drain = parts.settings().failover().drainTimeout();
    RouteState after =
        router.failOver(
            reason,
            new Router.Drain(
                drain, () -> primary.drained(sessions.get()), () -> cycle(primary, epoch, drain)));
    if (after instanceof RouteState.Outage outage) {
      throw new StartException("fail over: " + after.reason(), outage.problem().hint(), null);
    }
    if (after.route().target() != Target.FALLBACK) {
      throw new StartException("fail over: " + after.reason(), "see 'status' and 'doctor'", null);
    }
    return after;
  }

  /** A transaction that never ends, or a link that hangs, must not hold a failover up. */
  private void cycle(PrimarySide primary, long epoch, Duration patience) {
    @Nullable String missing = "this process does not mirror";
    if (parts.directory().leader().leading() && parts.mirrors()) {
      try (Deadline deadline =
          new Deadline(patience, parts.seeding()::last, primary.link()::abortAll)) {
        missing = lastCycle.apply(epoch);
      }
    }
    if (missing != null) {
      LOG.warn("no last cycle of the mirror before the failover: {}", missing);
    }
  }
}
