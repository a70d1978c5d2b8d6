package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.capture.GateTable;
import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.provision.FallbackServer;
import com.hypermindlabs.understudy.provision.ProvisionException;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.route.RouteRecord;
import com.hypermindlabs.understudy.route.StateDirectory;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds out whether the fallback may hold what is nowhere else. The gate on it is the truth; where
 * it cannot be read, a record of the route that says "normal" is enough, and nothing less is. What
 * an operator has set aside is nowhere else until it is merged, whatever the record says.
 */
record UnreturnedWrites(Settings settings, Provisioner provisioner, StateDirectory directory) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String NO_TABLE = "42P01";
  private static final String NO_SCHEMA = "3F000";

  /** Whether the record of the route says so; a record that cannot be read may say anything. */
  static boolean recorded(StateDirectory directory) {
    try {
      return directory.file().read().map(RouteRecord::mayHoldWrites).orElse(false);
    } catch (IOException e) {
      return true;
    }
  }

  /** Why there may be such writes; empty when there are none. Starts the server to look. */
  Optional<String> find() {
    if (directory.setAside().pending()) {
      return Optional.of("it was set aside, and what was written there is not merged yet");
    }
    if (recorded(directory)) {
      return Optional.of(
          settings.database() == null
              ? "it holds the site's only data: no primary is configured"
              : "the route leads there, and what was written there is nowhere else");
    }
    try {
      Optional<FallbackServer> server = provisioner.start();
      return server.isEmpty() ? Optional.empty() : ask(server.get());
    } catch (ProvisionException e) {
      return unreadable(e);
    }
  }

  private Optional<String> ask(FallbackServer server) {
    ConnectionFactory factory =
        new ConnectionFactory(
            "understudy/destroy", new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));
    try (GateTable gate = new GateTable(factory, server.owner(), PATIENCE)) {
      if (gate.read().open()) {
        return Optional.of("its gate is open: what was written there is nowhere else");
      }
      long rows = new Journal(() -> factory.open(server.owner())).rows();
      return rows > 0
          ? Optional.of("its journal holds " + rows + " rows that were not handed back")
          : Optional.empty();
    } catch (SQLException e) {
      // Provisioned, but no process of the site has ever been there.
      return NO_TABLE.equals(e.getSQLState()) || NO_SCHEMA.equals(e.getSQLState())
          ? Optional.empty()
          : unreadable(e);
    }
  }

  private Optional<String> unreadable(Exception e) {
    try {
      return directory.file().read().isPresent()
          ? Optional.empty()
          : Optional.of("whether it holds writes cannot be read: " + e.getMessage());
    } catch (IOException unread) {
      return Optional.of("whether it holds writes cannot be read: " + unread.getMessage());
    }
  }
}
