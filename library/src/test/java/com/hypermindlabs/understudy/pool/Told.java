package com.hypermindlabs.understudy.pool;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what it was told of connections. */
final class Told implements Server.Listener {
  private static final Duration SECONDS = Duration.ofSeconds(10);

  final List<SQLException> losses = new CopyOnWriteArrayList<>();
  final AtomicInteger refusals = new AtomicInteger();
  final AtomicInteger commits = new AtomicInteger();

  /** Connections to a database, of which this is told. */
  PhysicalSource source(TestDatabase database, Endpoint endpoint, Map<String, String> properties) {
    return new PhysicalSource(server(database, endpoint, properties));
  }

  /** A database as a pool knows it, which tells this. */
  Server server(TestDatabase database, Endpoint endpoint, Map<String, String> properties) {
    ConnectionTarget target =
        new ConnectionTarget(
            endpoint, database.name(), database.user(), Secret.of(database.password()), properties);
    return new Server(
        new ConnectionFactory(
            "test", new ConnectionFactory.Timeouts(SECONDS, SECONDS, Duration.ZERO)),
        () -> target,
        this);
  }

  @Override
  public void lost(SQLException cause) {
    losses.add(cause);
  }

  @Override
  public void refused() {
    refusals.incrementAndGet();
  }

  @Override
  public void committed() {
    commits.incrementAndGet();
  }
}
