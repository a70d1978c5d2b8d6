package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.mirror.MaterializedViews;
import com.hypermindlabs.understudy.provision.FallbackServer;
import com.hypermindlabs.understudy.route.Route;
import com.hypermindlabs.understudy.route.Router;
import com.hypermindlabs.understudy.route.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the fallback's materialized views of use, in the process that leads: they are refreshed
 * once the fallback has its data, now and then while it waits, and when it takes over. On a thread
 * of its own, since nobody knows how long that takes. Thread-safe.
 */
final class ViewKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ViewKeeper.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration AGE = Duration.ofHours(1);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
  private static final int READ_LIMIT = (int) TimeUnit.MINUTES.toMillis(31);

  private static final long NEVER = -1;

  private final SiteParts parts;
  private final Router router;
  private final BookKeeper books;
  private final Loop loop = new Loop("understudy-views", this::step);
  private final Incident trouble =
      new Incident(
          reason -> LOG.warn("materialized views of the fallback are not current: {}", reason),
          () -> LOG.info("the fallback's materialized views are current again"));
  private volatile @Nullable Connection working;
  private long epoch = NEVER;
  private long due;

  /** Starts nothing yet. */
  ViewKeeper(SiteParts parts, Router router, BookKeeper books) {
    this.parts = parts;
    this.router = router;
    this.books = books;
  }

  void start() {
    loop.start();
  }

  private Duration step() {
    @Nullable FallbackSide side = parts.fallback();
    if (side == null || !side.ready() || !parts.directory().leader().leading()) {
      return LOOK;
    }
    Route now = router.state().route();
    if (now.target() == Target.PRIMARY && !books.known().filled()) {
      return LOOK;
    }
    boolean turned = now.target() == Target.FALLBACK && now.epoch() != epoch;
    if (turned || epoch == NEVER || System.nanoTime() - due >= 0) {
      epoch = now.epoch();
      refresh(side);
    }
    return LOOK;
  }

  private void refresh(FallbackSide side) {
    @Nullable FallbackServer server = side.server();
    if (server == null) {
      return;
    }
    Map<String, String> failed;
    try (Connection connection = side.link().open()) {
      working = connection;
      connection.setNetworkTimeout(Runnable::run, READ_LIMIT);
      failed = MaterializedViews.refresh(connection, server.application().user());
    } catch (SQLException e) {
      failed = Map.of("all", String.valueOf(e.getMessage()));
    } finally {
      working = null;
    }
    due = System.nanoTime() + (failed.isEmpty() ? AGE : AFTER_FAILURE).toNanos();
    if (failed.isEmpty()) {
      trouble.isOver();
    } else if (!loop.stopped()) {
      trouble.happens(failed.toString());
    }
  }

  @Override
  public void close() {
    @Nullable Connection connection = working;
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("end a refresh", e);
      }
    }
    loop.close();
  }
}
