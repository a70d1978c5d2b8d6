package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.route.RouteState;
import com.hypermindlabs.understudy.route.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Carries an operator's order to the process that leads the site, and waits for its answer. */
record Operator(Site site) {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration LONG_PATIENCE = Duration.ofHours(1);

  /**
   * Turns the site. Where the leader does not answer, as one that was stopped, this process turns
   * it by itself.
   */
  void failOver(String reason) {
    boolean away = site.follow().route().target() == Target.FALLBACK;
    if (away && site.parts().primary() == null) {
      return; // local: nothing could lead back
    }
    Orders.Order order = site.leader().orders().give(Orders.Kind.FAILOVER, reason, false);
    Duration patience = site.parts().settings().failover().drainTimeout().plus(GRACE);
    Optional<Orders.Answer> answer = await(order, patience);
    if (answer.isEmpty()) {
      site.leader().orders().withdraw(order);
      RouteState unused = site.failOverHere(reason);
    } else {
      require(answer.get());
    }
    awaitTarget(Target.FALLBACK);
  }

  /** Returns the site. */
  void returnToPrimary(String reason, boolean confirmed) {
    RouteState before = site.follow();
    if (before.route().target() == Target.PRIMARY) {
      return;
    }
    if (site.parts().primary() == null) {
      throw new StartException(
          "return to the primary: none is configured, the site is local",
          "set database.host",
          null);
    }
    Orders.Order order = site.leader().orders().give(Orders.Kind.RETURN, reason, confirmed);
    Optional<Orders.Answer> answer = await(order, LONG_PATIENCE);
    require(
        answer.orElseThrow(
            () ->
                new StartException(
                    "return to the primary: not done within " + LONG_PATIENCE.toMinutes() + " min",
                    "the order stands; 'status' shows how far it is",
                    null)));
    awaitTarget(Target.PRIMARY);
  }

  private Optional<Orders.Answer> await(Orders.Order order, Duration patience) {
    long begun = System.nanoTime();
    Optional<Orders.Answer> answer = site.leader().orders().answerTo(order);
    while (answer.isEmpty()
        && System.nanoTime() - begun < patience(order, patience).toNanos()
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK.toNanos());
      answer = site.leader().orders().answerTo(order);
    }
    return answer;
  }

  /** A leader that is at work may have the whole of the primary to copy first. */
  private Duration patience(Orders.Order order, Duration untaken) {
    return site.leader().orders().taken(order) ? LONG_PATIENCE : untaken;
  }

  private static void require(Orders.Answer answer) {
    if (!answer.done()) {
      throw new StartException(answer.message(), answer.hint(), null);
    }
  }

  /** The mapped word says so already; this process follows it. */
  private void awaitTarget(Target target) {
    long begun = System.nanoTime();
    while (site.follow().route().target() != target
        && System.nanoTime() - begun < GRACE.toNanos()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
