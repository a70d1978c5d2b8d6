package com.hypermindlabs.understudy.pool;

import com.hypermindlabs.understudy.route.Route;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * The application's data source: connections of the server that the site's route leads to. When all
 * is well a borrow costs one read of the mapped route more than one from HikariCP itself; while the
 * route changes it waits, no longer than {@code failover.borrow_timeout}.
 *
 * <p>Errors: 08001 when neither server can be reached, 08006 when a connection broke in a
 * transaction, 08007 when one broke during a commit. Thread-safe.
 */
public final class RoutingDataSource implements SettledDataSource {
  private final Lanes lanes;

  /** Over pools that somebody else opens, switches and closes. */
  public RoutingDataSource(Lanes lanes) {
    this.lanes = lanes;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the same object means that nothing has changed
  public Connection getConnection() throws SQLException {
    Serving serving = lanes.serving();
    if (serving.word() == lanes.map().word() && serving.clear()) {
      @Nullable Lane lane = serving.lane();
      if (lane != null) {
        try {
          return lane.borrow();
        } catch (SQLTransientConnectionException e) {
          return borrow(e);
        } catch (SQLException e) {
          if (serving == lanes.serving()) {
            throw e;
          }
          return borrow(e); // the pool was closed under our feet
        }
      }
    }
    return borrow(null);
  }

  /** The slow way: looks again and again, a moment apart, until the time is up. */
  @SuppressWarnings("ReferenceEquality") // the same object means that nothing has changed
  private Connection borrow(@Nullable SQLException first) throws SQLException {
    long begun = System.nanoTime();
    long timeout = lanes.borrowTimeout().toNanos();
    @Nullable SQLException last = first;
    while (true) {
      if (lanes.isClosed()) {
        throw new SQLException("borrow a connection: the data source is closed", "08003");
      }
      Route route = lanes.map().read();
      Serving serving = lanes.serving();
      // Where nothing was served yet, the first choice is not the borrower's: the mapped word may
      // be
      // that of a site whose gate nobody could read.
      if (serving.began() && route.epoch() > serving.epoch()) {
        lanes.serve(route);
        serving = lanes.serving();
      }
      long left = timeout - (System.nanoTime() - begun);
      if (serving.outage() != null) {
        left = Math.min(left, timeout - (System.nanoTime() - serving.outageSince()));
      }
      @Nullable Lane lane = serving.lane();
      if (lane != null && serving.clear() && !route.waiting()) {
        try {
          return lane.borrow();
        } catch (SQLTransientConnectionException e) {
          last = e;
        } catch (SQLException e) {
          if (serving == lanes.serving()) {
            throw e;
          }
          last = e;
        }
      } else {
        pause(serving, left);
      }
      if (left <= 0) {
        throw timedOut(serving, last);
      }
    }
  }

  private void pause(Serving serving, long left) throws SQLException {
    try {
      lanes.awaitChange(serving, Math.max(0, left));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("borrow a connection: interrupted", "57014", e);
    }
  }

  private SQLException timedOut(Serving serving, @Nullable SQLException last) {
    String waited = "borrow a connection: none within " + lanes.borrowTimeout().toMillis() + " ms";
    if (serving.outage() != null) {
      return new NoServerException(
          "neither server can serve: "
              + serving.outage().message()
              + " ("
              + serving.outage().hint()
              + ")",
          last);
    }
    @Nullable Lane lane = serving.lane();
    if (lane != null && lane.connected() && serving.clear() && last != null) {
      // The server is well; all of the pool's connections are in use.
      return new SQLTransientConnectionException(
          waited + ": all connections are in use", last.getSQLState(), last);
    }
    @Nullable Throwable cause = last == null ? null : Lane.reason(last);
    return new NoServerException(cause == null ? waited : waited + ": " + cause.getMessage(), last);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException("set failover.borrow_timeout");
  }

  @Override
  public int getLoginTimeout() {
    return Math.toIntExact(lanes.borrowTimeout().toSeconds());
  }
}
