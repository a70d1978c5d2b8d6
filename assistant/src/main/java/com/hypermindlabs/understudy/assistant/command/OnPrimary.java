package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.health.ClusterProbe;
import com.hypermindlabs.understudy.health.Reading;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the primary's writable host for what is done there alone. */
final class OnPrimary {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(10);

  private OnPrimary() {}

  /**
   * Connections to it.
   *
   * @param operation for the error, as {@code "protect"}
   * @throws CommandException where none is configured, or none serves
   */
  static Link link(Settings settings, String operation) {
    @Nullable DatabaseSettings database = settings.database();
    if (database == null) {
      throw new CommandException(
          operation + ": no primary is configured, the site is local", "set database.host");
    }
    Reading reading;
    try (ClusterProbe probe = new ClusterProbe(database, settings.failover().probe().timeout())) {
      reading = probe.read(true);
    }
    if (reading instanceof Reading.Unhealthy bad) {
      throw new CommandException(
          operation + ": the primary does not serve: " + bad.problem().message(),
          bad.problem().hint());
    }
    ConnectionFactory factory =
        new ConnectionFactory(
            "understudy/" + operation, new ConnectionFactory.Timeouts(CONNECT, CONNECT, ANSWER));
    ConnectionTarget target = database.target(((Reading.Healthy) reading).endpoint());
    // A pooler before the primary may not keep prepared statements.
    return () -> factory.open(target, Map.of("prepareThreshold", "0"));
  }
}
