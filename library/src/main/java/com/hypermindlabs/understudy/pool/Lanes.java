package com.hypermindlabs.understudy.pool;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.route.Route;
import com.hypermindlabs.understudy.route.RouteMap;
import com.hypermindlabs.understudy.route.Target;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The pools of both servers and which of them serves. The one in waiting is kept warm; the one that
 * is left is aborted and closed, so that every epoch has a pool of its own. Thread-safe.
 */
public final class Lanes implements AutoCloseable {
  private static final Duration RETURN_PATIENCE = Duration.ofSeconds(30);
  // Borrowers that come from the server that was left have its processors to themselves meanwhile.
  private static final Duration LINGER = Duration.ofSeconds(1);
  // No wake-up comes from other processes: their changes of the mapped word are looked for.
  private static final Duration MOMENT = Duration.ofMillis(5);

  private final RouteMap map;
  private final PoolSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Target, Server> servers = new EnumMap<>(Target.class);
  private final Map<Target, Lane> open = new EnumMap<>(Target.class);
  private final Set<Lane> retired = ConcurrentHashMap.newKeySet();
  private volatile Serving serving = Serving.NOTHING;
  private boolean closed;

  /** Opens nothing yet. */
  public Lanes(RouteMap map, PoolSettings settings) {
    this.map = map;
    this.settings = settings;
  }

  /** Tells where a server is. Its pool opens when it is prepared or served. */
  public void know(Target target, Server server) {
    lock.lock();
    try {
      servers.put(target, server);
    } finally {
      lock.unlock();
    }
  }

  /** Opens a server's pool ahead of its use, so that a change of route finds it warm. */
  public void warm(Target target) {
    lock.lock();
    try {
      lane(target);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Opens as many connections to a server in waiting as the served one has, so that all of its
   * borrowers find one there. Takes as long as that takes.
   *
   * @param rehearsal statements that change nothing, for each of them: a session's first
   *     transaction reads catalogs and compiles triggers, which takes several times as long as its
   *     second
   */
  public void match(Target target, List<String> rehearsal) {
    @Nullable Lane from = serving.lane();
    @Nullable Lane to;
    lock.lock();
    try {
      to = lane(target);
    } finally {
      lock.unlock();
    }
    if (from != null && to != null && from.target() != target) {
      to.fill(from.connections(), rehearsal);
    }
  }

  /**
   * Serves a route from now on. Does nothing for a route older than the one being served.
   *
   * @return whether anything changed
   */
  public boolean serve(Route route) {
    @Nullable Lane left = null;
    lock.lock();
    try {
      if (closed || route.epoch() < serving.epoch()) {
        return false;
      }
      if (route.epoch() == serving.epoch() && serving.lane() != null) {
        return false;
      }
      @Nullable Lane before = serving.lane();
      if (before != null && before.target() != route.target()) {
        left = open.remove(before.target());
        retired.add(before);
      }
      serving = new Serving(route.waiting(false).packed(), lane(route.target()), false, null, 0);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (left != null) {
      retire(left);
    }
    return true;
  }

  /** A connection of that server broke: borrowers wait until somebody has looked. */
  public void doubt(Target target) {
    update(target, current -> current.doubted() ? current : current.doubted(true));
  }

  /** Somebody has looked after a connection broke, and the server serves. */
  public void verdict(Target target) {
    update(target, current -> current.doubted() ? current.doubted(false) : current);
  }

  /** It serves, whatever was said before. */
  public void trust(Target target) {
    update(target, current -> current.clear() ? current : current.outage(null, 0));
  }

  /** Nothing serves: borrowers wait for a while, then they are told why. */
  public void outage(Problem problem) {
    lock.lock();
    try {
      serving = serving.outage(problem, System.nanoTime());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Replaces the idle connections to a server. */
  public void refresh(Target target) {
    lock.lock();
    try {
      @Nullable Lane lane = open.get(target);
      if (lane != null) {
        lane.refresh();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Why the pool to a server gets no connection at all; null when it has one, or is not open. */
  public @Nullable Throwable failure(Target target) {
    @Nullable Lane lane;
    lock.lock();
    try {
      lane = open.get(target);
    } finally {
      lock.unlock();
    }
    return lane == null ? null : lane.failure();
  }

  /** How many connections of the served pool are lent out now. */
  public int borrowed() {
    @Nullable Lane lane = serving.lane();
    return lane == null ? 0 : lane.borrowed();
  }

  /** The server's processes for the sessions of a pool, lent out or not. */
  public List<Integer> processes(Target target) {
    lock.lock();
    try {
      @Nullable Lane lane = open.get(target);
      return lane == null ? List.of() : lane.processes();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      serving = Serving.NOTHING;
      changed.signalAll();
      open.values().forEach(Lane::close);
      open.clear();
      retired.forEach(Lane::close);
    } finally {
      lock.unlock();
    }
  }

  Serving serving() {
    return serving;
  }

  RouteMap map() {
    return map;
  }

  Duration borrowTimeout() {
    return settings.borrowTimeout();
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something else is served, or a moment has passed; the caller looks again. */
  // Identity is meant: an equal state that came later may have come through others. The loop around
  // the wait is the caller's.
  @SuppressWarnings({"ReferenceEquality", "WaitNotInLoop"})
  void awaitChange(Serving seen, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (serving == seen) {
        boolean unused = changed.await(Math.min(nanos, MOMENT.toNanos()), TimeUnit.NANOSECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same object means no change
  private void update(Target target, UnaryOperator<Serving> change) {
    lock.lock();
    try {
      @Nullable Lane lane = serving.lane();
      if (lane != null && lane.target() == target) {
        Serving next = change.apply(serving);
        if (next != serving) {
          serving = next;
          changed.signalAll();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Lane lane(Target target) {
    @Nullable Lane lane = open.get(target);
    if (lane == null && servers.containsKey(target) && !closed) {
      lane = Lane.open(target, Objects.requireNonNull(servers.get(target)), settings);
      open.put(target, lane);
      measure(target);
    }
    return lane;
  }

  private void closed(Lane left) {
    lock.lock();
    try {
      retired.remove(left);
      measure(left.target());
    } finally {
      lock.unlock();
    }
  }

  /** A pool has meters once those of the pool before, which bear the same names, are gone. */
  private void measure(Target target) {
    @Nullable Lane lane = open.get(target);
    if (lane != null && retired.stream().noneMatch(left -> left.target() == target)) {
      lane.measure();
    }
  }

  /**
   * The sockets of a server that was given up go at once, the pool's bookkeeping when the last
   * borrower has given back what is left of his connection: HikariCP does not bear both at the same
   * instant. A server that is well is left in peace for a moment.
   */
  private void retire(Lane left) {
    Duration linger = Duration.ZERO;
    if (left.target() == Target.FALLBACK) {
      left.leave(); // its gate is closed: who reads there may end
      linger = LINGER;
    } else {
      left.abort();
    }
    long nanos = linger.toNanos();
    Thread closer =
        new Thread(
            () -> {
              LockSupport.parkNanos(nanos);
              left.closeWhenReturned(RETURN_PATIENCE);
              closed(left);
            },
            "understudy-pool-closer");
    closer.setDaemon(true);
    closer.start();
  }
}
