package com.hypermindlabs.understudy.route;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known when a site on its fallback thinks of returning.
 *
 * @param state where it stands
 * @param leading whether this process leads
 * @param automatic {@code failover.return} is auto
 * @param order what the operator wants; null when nothing
 * @param primary the primary's health
 * @param wellFor how long it has been well without a break
 * @param calm {@code failover.calm}
 * @param identity whether it is the one that the fallback's data is from
 * @param setback why the last attempt failed, while it is too early for the next; null otherwise
 */
public record ReturnFacts(
    RouteState state,
    boolean leading,
    boolean automatic,
    @Nullable Order order,
    Side primary,
    Duration wellFor,
    Duration calm,
    PrimaryIdentity identity,
    @Nullable String setback) {
  /**
   * An operator's order to return.
   *
   * @param confirmed whether a primary that is not the old one is meant all the same
   * @param reason in the operator's words
   */
  public record Order(boolean confirmed, String reason) {}
}
