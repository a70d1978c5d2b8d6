package com.hypermindlabs.understudy.pool;

import com.hypermindlabs.understudy.route.Target;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pool to one server, for one epoch. Thread-safe.
 *
 * <p>The pool's own wait is kept short and repeated by the borrower, who looks at the route in
 * between: nothing wakes a thread that waits inside a pool when that pool's server is given up.
 */
final class Lane implements ObservedConnection.Lender, AutoCloseable {
  /** HikariCP's floor. */
  static final long SLICE_MILLIS = 250;

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Target target;
  private final PhysicalSource source;
  private final HikariDataSource pool;
  private final Consumer<HikariDataSource> meters;

  private Lane(
      Target target,
      PhysicalSource source,
      HikariDataSource pool,
      Consumer<HikariDataSource> meters) {
    this.target = target;
    this.source = source;
    this.pool = pool;
    this.meters = meters;
  }

  /** Opens a pool, which fills itself in the background; never waits for the server. */
  static Lane open(Target target, Server server, PoolSettings settings) {
    PhysicalSource source = new PhysicalSource(server);
    HikariConfig config = new HikariConfig();
    config.setMaximumPoolSize(10);
    config.setMinimumIdle(2);
    settings.customizer().accept(config);
    config.setPoolName("understudy-" + target.json());
    config.setDataSource(source);
    config.setConnectionTimeout(SLICE_MILLIS);
    config.setValidationTimeout(Math.max(SLICE_MILLIS, settings.validationTimeout().toMillis()));
    config.setInitializationFailTimeout(-1);
    Consumer<HikariDataSource> meters = metersOf(config);
    return new Lane(target, source, new HikariDataSource(config), meters);
  }

  /** What an application measures the pool with, taken out of its settings. */
  private static Consumer<HikariDataSource> metersOf(HikariConfig config) {
    @Nullable Object registry = config.getMetricRegistry();
    if (registry != null) {
      config.setMetricRegistry(null);
      return pool -> pool.setMetricRegistry(registry);
    }
    @Nullable MetricsTrackerFactory trackers = config.getMetricsTrackerFactory();
    if (trackers != null) {
      config.setMetricsTrackerFactory(null);
      return pool -> pool.setMetricsTrackerFactory(trackers);
    }
    return pool -> {};
  }

  /**
   * Measures it from now on; once. HikariCP knows meters by the pool's name alone, so there must be
   * no other pool of that name that is measured.
   */
  void measure() {
    meters.accept(pool);
  }

  Target target() {
    return target;
  }

  /**
   * Borrows, waiting for one slice at most.
   *
   * @throws SQLTransientConnectionException when there was none, or the route has changed meanwhile
   */
  Connection borrow() throws SQLException {
    Connection connection = pool.getConnection();
    if (source.left()) {
      giveBack(connection);
      throw new SQLTransientConnectionException("the route has changed meanwhile");
    }
    connection.unwrap(ObservedConnection.class).lent(this, connection);
    return connection;
  }

  /**
   * HikariCP keeps to itself what a connection says on its way back when it is marked as evicted.
   * By what an earlier borrower had in hand it is marked, and no more; what the present one has is
   * given back first, since what he still uses would be thrown away twice.
   */
  @Override
  public void discard(Connection known) {
    giveBack(known);
    pool.evictConnection(known);
  }

  /** How many connections are lent out now. */
  int borrowed() {
    return pool.getHikariPoolMXBean().getActiveConnections();
  }

  /** How many connections it has, lent or not. */
  int connections() {
    return pool.getHikariPoolMXBean().getTotalConnections();
  }

  /** The server's processes for its sessions. */
  List<Integer> processes() {
    return source.processes();
  }

  /** Whether it has any connection at all. */
  boolean connected() {
    return connections() > 0;
  }

  /** Why it gets no connection at all; null when it has one. Takes a slice at most. */
  @Nullable Throwable failure() {
    if (connected()) {
      return null;
    }
    try {
      giveBack(pool.getConnection());
      return null;
    } catch (SQLException e) {
      return reason(e);
    }
  }

  /** What the pool's timeout says of the last connection that it could not make. */
  static @Nullable Throwable reason(SQLException timeout) {
    @Nullable Throwable cause = timeout.getCause();
    return cause != null && cause.getCause() instanceof SQLException said ? said : cause;
  }

  /**
   * Opens connections until it has so many, or as many as it gets, and lets each of them read what
   * it will need.
   *
   * @param rehearsal statements that change nothing; what the server refuses is left out
   */
  void fill(int wanted, List<String> rehearsal) {
    List<Connection> held = new ArrayList<>();
    try {
      while (held.size() < wanted) {
        Connection connection = pool.getConnection();
        held.add(connection);
        rehearsal.forEach(sql -> rehearse(connection, sql));
      }
    } catch (SQLException e) {
      LOG.debug("fill the pool of the {}", target.json(), e);
    } finally {
      held.forEach(Lane::giveBack);
    }
  }

  private static void rehearse(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      LOG.debug("rehearse {}", sql, e);
    }
  }

  /** Closes a borrowed connection; what its pool says of that is nobody's business. */
  static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("give a connection back", e);
    }
  }

  /** Replaces the idle connections, as when a cluster's writable host has moved. */
  void refresh() {
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  /** Ends every connection at once, lent or not; threads blocked in a read get their error now. */
  void abort() {
    // What is given back from now on is thrown away without a word to its borrower.
    refresh();
    source.abortAll();
  }

  /**
   * Lends nothing any more; what is lent out may be used to its end. The others are closed with the
   * pool, later: the end of a session costs its server about what its beginning does.
   */
  void leave() {
    source.end();
  }

  /** Closes when nothing is lent out any more, or the patience ends. */
  void closeWhenReturned(Duration patience) {
    refresh();
    long deadline = System.nanoTime() + patience.toNanos();
    while (borrowed() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    close();
  }

  @Override
  public void close() {
    pool.close();
  }
}
