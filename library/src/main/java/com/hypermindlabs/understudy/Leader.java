package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.health.Health;
import com.hypermindlabs.understudy.pool.Lanes;
import com.hypermindlabs.understudy.route.Readiness;
import com.hypermindlabs.understudy.route.RouteState;
import com.hypermindlabs.understudy.route.Target;
import com.hypermindlabs.understudy.status.ReturnReport;
import com.hypermindlabs.understudy.status.ReturnText;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the process that leads a site does beside its own work: it mirrors while the route leads to
 * the primary, returns when it leads to the fallback and may, and carries out the operator's
 * orders. One thread; in a process that does not lead it only waits. Thread-safe.
 */
final class Leader implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration PROOF_PATIENCE = Duration.ofSeconds(60);

  private final Workshop workshop;
  private final Orders orders;
  private final MirrorDuty mirror;
  private final ReturnDuty returns;
  private final AsideDuty aside;
  private final IntentDuty intents;
  private final Function<String, RouteState> failOver;
  private final Loop loop = new Loop("understudy-leader", this::step);
  private volatile boolean cycleDue = true;
  private long nextCycle = System.nanoTime();
  private boolean led;
  private long returned;

  /**
   * Starts nothing yet.
   *
   * @param failOver turns this process, and with it the site, for a reason
   */
  Leader(Workshop workshop, Lanes lanes, Function<String, RouteState> failOver) {
    this.workshop = workshop;
    this.orders = new Orders(workshop.parts().directory().path());
    this.mirror = new MirrorDuty(workshop);
    this.returns = new ReturnDuty(workshop, lanes);
    this.aside = new AsideDuty(workshop);
    this.intents = new IntentDuty(workshop);
    this.failOver = failOver;
  }

  void start() {
    loop.start();
  }

  Orders orders() {
    return orders;
  }

  /** Whether a site on its fallback may return. */
  Readiness readiness() {
    return returns.readiness();
  }

  /** A last cycle before a planned failover; says why there was none. */
  @Nullable String lastCycle(long epoch) {
    return mirror.last(epoch);
  }

  /** Something was committed on the primary: the mirror is due. Returns at once. */
  void wake() {
    if (!cycleDue) {
      cycleDue = true;
      loop.wake();
    }
  }

  /**
   * Ends a return that is under way for an order to stay: the thread that hands back hears of none
   * before it is through with what it carries.
   */
  void heed() {
    if (workshop.router().state() instanceof RouteState.Returning) {
      orders.next(Orders.Kind.FAILOVER).filter(orders::take).ifPresent(this::stay);
    }
  }

  private void stay(Orders.Order order) {
    // Where the return was through before, the leader's thread turns the site.
    if (workshop.router().stay(order.reason())
        && workshop.router().state() instanceof RouteState.Degraded degraded) {
      orders.answer(order, new Orders.Answer(true, degraded.reason(), ""));
    }
  }

  private Duration step() throws InterruptedException {
    SiteParts parts = workshop.parts();
    if (!parts.directory().leader().leading()) {
      led = false;
      return LOOK;
    }
    if (!led) {
      workshop.recall();
      workshop.lookAtGate(); // the one that led may have died between two steps
      led = true;
    }
    Orders.@Nullable Order order = orders.next().orElse(null);
    if (order != null && !orders.take(order)) {
      order = null; // withdrawn at this very moment
    }
    if (order != null && order.kind() == Orders.Kind.FAILOVER) {
      carryOut(order);
    }
    RouteState state = workshop.router().state();
    Orders.@Nullable Order toReturn =
        order != null && order.kind() == Orders.Kind.RETURN ? order : null;
    if (state.route().target() == Target.FALLBACK) {
      return onFallback(toReturn);
    }
    if (toReturn != null && !(toReturn.confirmed() && aside.due())) {
      answerReturned(toReturn);
      toReturn = null;
    }
    return onPrimary(state, toReturn);
  }

  private Duration onFallback(Orders.@Nullable Order order) {
    if (order != null) {
      returns.ordered(order);
    }
    Duration next = returns.step();
    if (workshop.router().state().route().target() == Target.PRIMARY) {
      cycleDue = true;
      returned = System.nanoTime();
    } else if (order != null && returns.readiness() instanceof Readiness.NotYet not) {
      orders.answer(
          order,
          new Orders.Answer(
              false, "return to the primary: " + not.reason(), "see 'status' and 'doctor'"));
      returns.released();
    }
    return next;
  }

  /**
   * Mirrors, or merges what was set aside.
   *
   * @param confirmation of the primary that it is to be merged into, by the operator
   */
  private Duration onPrimary(RouteState state, Orders.@Nullable Order confirmation)
      throws InterruptedException {
    returns.over();
    SiteParts parts = workshop.parts();
    boolean able =
        state instanceof RouteState.Normal
            && parts.mirrors()
            && parts.health(Target.PRIMARY) instanceof Health.Up;
    boolean confirmed = confirmation != null;
    if (able && (cycleDue || confirmed || System.nanoTime() - nextCycle >= 0)) {
      cycleDue = false;
      long epoch = state.route().epoch();
      Duration next = aside.due() ? aside.step(epoch, confirmed) : mirror.step(epoch);
      intents.step(epoch);
      nextCycle = System.nanoTime() + next.toNanos();
    }
    if (confirmation != null) {
      answerMerged(confirmation, state);
    }
    Duration left = Duration.ofNanos(nextCycle - System.nanoTime());
    return !able || left.compareTo(LOOK) > 0 ? LOOK : left;
  }

  private void carryOut(Orders.Order order) {
    try {
      RouteState after = failOver.apply(order.reason());
      orders.answer(order, new Orders.Answer(true, after.reason(), ""));
    } catch (StartException e) {
      orders.answer(order, new Orders.Answer(false, String.valueOf(e.getMessage()), e.hint()));
    }
  }

  /** Once it is merged it is answered as a return is, with its report. */
  private void answerMerged(Orders.Order order, RouteState state) {
    @Nullable String obstacle = aside.obstacle(state);
    if (!aside.due()) {
      returned = System.nanoTime();
    } else if (obstacle != null) {
      orders.answer(
          order,
          new Orders.Answer(
              false, "merge what was set aside: " + obstacle, "see 'status' and 'doctor'"));
    }
  }

  /** The report is worth waiting for, not for ever. */
  private void answerReturned(Orders.Order order) {
    @Nullable ReturnReport last = workshop.returns().latest().orElse(null);
    boolean proven = last == null || last.checksumsEqual() != null || returned == 0;
    if (proven || System.nanoTime() - returned > PROOF_PATIENCE.toNanos()) {
      orders.answer(
          order,
          new Orders.Answer(
              true,
              last == null || returned == 0 ? "on the primary already" : ReturnText.summary(last),
              ""));
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
