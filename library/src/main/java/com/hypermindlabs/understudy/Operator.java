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
    requireOpen();
    boolean away = site.follow().route().target() == Target.FALLBACK;
    if (away && site.parts().primary() == null) {
      return; // local: nothing could lead back
    }
    Duration patience = site.parts().settings().failover().drainTimeout().plus(GRACE);
    Optional<Orders.Answer> answer = order(Orders.Kind.FAILOVER, reason, false, patience);
    if (answer.isEmpty()) {
      RouteState unused = site.failOverHere(reason);
    } else {
      require(answer.get());
    }
    awaitTarget(Target.FALLBACK);
  }

  /** Returns the site. On the primary, a confirmation is for what was set aside. */
  void returnToPrimary(String reason, boolean confirmed) {
    requireOpen();
    RouteState before = site.follow();
    boolean aside = confirmed && site.parts().directory().setAside().pending();
    if (before.route().target() == Target.PRIMARY && !aside) {
      return;
    }
    if (site.parts().primary() == null) {
      throw new StartException(
          "return to the primary: none is configured, the site is local",
          "set database.host",
          null);
    }
    Optional<Orders.Answer> answer = order(Orders.Kind.RETURN, reason, confirmed, LONG_PATIENCE);
    require(
        answer.orElseThrow(
            () ->
                new StartException(
                    "return to the primary: not done within " + LONG_PATIENCE.toMinutes() + " min",
                    "'status' shows how far it is",
                    null)));
    awaitTarget(Target.PRIMARY);
  }

  private Optional<Orders.Answer> order(
      Orders.Kind kind, String reason, boolean confirmed, Duration patience) {
    Orders.Order order = site.leader().orders().give(kind, reason, confirmed);
    try {
      return await(order, patience);
    } finally {
      site.leader().orders().leave(order);
    }
  }

  /**
   * Waits for the answer; empty when there is none in time. A leader that is at work on the order
   * may have the whole of the primary to copy first.
   */
  private Optional<Orders.Answer> await(Orders.Order order, Duration untaken) {
    Orders orders = site.leader().orders();
    long begun = System.nanoTime();
    Optional<Orders.Answer> answer = orders.answerTo(order);
    while (answer.isEmpty()) {
      requireOpen();
      long waited = System.nanoTime() - begun;
      boolean over = waited >= LONG_PATIENCE.toNanos();
      if (over || (waited >= untaken.toNanos() && orders.withdraw(order))) {
        return answer;
      }
      LockSupport.parkNanos(LOOK.toNanos());
      answer = orders.answerTo(order);
    }
    return answer;
  }

  /** Nobody would ever answer, or turn: the leader may have been in this process. */
  private void requireOpen() {
    String left = site.closed() ? "this process has left the site" : "interrupted";
    if (site.closed() || Thread.currentThread().isInterrupted()) {
      throw new StartException(
          "change the route: " + left,
          "order it by a process of the site, or by the program",
          null);
    }
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
