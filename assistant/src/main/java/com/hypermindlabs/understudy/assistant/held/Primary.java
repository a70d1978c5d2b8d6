package com.hypermindlabs.understudy.assistant.held;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.health.ClusterProbe;
import com.hypermindlabs.understudy.health.Reading;
import com.hypermindlabs.understudy.reconcile.Ledger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the primary's writable host for what is done there alone. Thread-safe. */
public final class Primary {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(10);

  private final Settings settings;

  /** Connects to nothing yet. */
  public Primary(Settings settings) {
    this.settings = settings;
  }

  /**
   * Connections to it.
   *
   * @param operation for the error, as {@code "protect"}
   * @throws PrimaryException where none is configured, or none serves
   */
  public Link link(String operation) {
    @Nullable DatabaseSettings database = settings.database();
    if (database == null) {
      throw new PrimaryException(
          operation + ": no primary is configured, the site is local", "set database.host");
    }
    Reading reading;
    try (ClusterProbe probe = new ClusterProbe(database, settings.failover().probe().timeout())) {
      reading = probe.read(true);
    }
    if (reading instanceof Reading.Unhealthy bad) {
      throw new PrimaryException(
          operation + ": the primary does not serve: " + bad.problem().message(),
          bad.problem().hint());
    }
    ConnectionFactory factory =
        new ConnectionFactory(
            "understudy/" + operation, new ConnectionFactory.Timeouts(CONNECT, CONNECT, ANSWER));
    ConnectionTarget target = database.ownTarget(((Reading.Healthy) reading).endpoint());
    // A pooler before the primary may not keep prepared statements.
    return () -> factory.open(target, Map.of("prepareThreshold", "0"));
  }

  /**
   * The ledger; empty where nothing of ours is installed, so that there are no entries.
   *
   * @throws PrimaryException as {@link #link}
   */
  public Optional<Ledger> ledger(String operation) throws SQLException {
    Link primary = link(operation);
    try (Connection connection = primary.open()) {
      return OurNames.find(connection).map(names -> new Ledger(primary, names));
    }
  }
}
