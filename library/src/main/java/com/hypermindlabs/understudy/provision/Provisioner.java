package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Makes, starts, checks, stops and removes the fallback of one state directory. Every method throws
 * nothing but {@link ProvisionException}, whose message and hint are fit for an operator. A server
 * started here outlives this process. Thread-safe, and safe among processes: those that change
 * something wait for each other.
 */
public final class Provisioner {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final FallbackSettings settings;
  private final StateLayout layout;
  private final Steps steps;

  /**
   * Touches nothing.
   *
   * @param stateDirectory made when it is needed and missing
   * @param listener hears of the steps
   */
  public Provisioner(FallbackSettings settings, Path stateDirectory, ProgressListener listener) {
    this.settings = settings;
    this.layout = new StateLayout(stateDirectory);
    this.steps = new Steps(listener);
  }

  /** Makes what is missing, repairs what is broken, starts what is stopped, and verifies it. */
  public FallbackServer provision() {
    return locked(
        () -> {
          Optional<Marker> marker = Marker.read(layout.marker());
          settings();
          return instance(site(), marker).provision(marker.orElse(null));
        });
  }

  /**
   * Starts what was provisioned and looks at it; quick when it runs.
   *
   * @return empty when nothing was provisioned
   */
  public Optional<FallbackServer> start() {
    if (!Files.exists(layout.marker())) {
      return Optional.empty();
    }
    return locked(
        () -> {
          Optional<Marker> marker = Marker.read(layout.marker());
          if (marker.isEmpty()) {
            return Optional.empty();
          }
          return Optional.of(instance(site(), marker).start(marker.get()));
        });
  }

  /** Looks at the fallback as it is. Changes nothing, starts nothing, waits for nobody. */
  public Verification verify() {
    try {
      Optional<Marker> marker = Marker.read(layout.marker());
      if (marker.isEmpty()) {
        return new Verification(null, notProvisioned());
      }
      return new Verification(instance(site(), marker).inspect(marker.get()), null);
    } catch (Exception e) {
      return new Verification(null, Failures.of(Step.VERIFY, e).finding());
    }
  }

  /** What can be said without changing or waiting for anything; what is wrong is in the answer. */
  public LocalStatus status() {
    try {
      Optional<Marker> marker = Marker.read(layout.marker());
      if (marker.isEmpty()) {
        return LocalStatus.nothing(notProvisioned());
      }
      return instance(site(), marker).status(marker.get());
    } catch (Exception e) {
      return LocalStatus.nothing(Failures.of(Step.CHOOSE, e).finding());
    }
  }

  /** Stops the server if it is ours and runs; its data stays. */
  public void stop() {
    if (Files.isDirectory(layout.root())) {
      locked(
          () -> {
            Optional<Marker> marker = Marker.read(layout.marker());
            provisioned(marker).stop(marker.orElse(null));
            return layout;
          });
    }
  }

  /**
   * Stops the server and deletes its data, passwords and log for good. An existing server is only
   * forgotten. Whether there are unreturned writes is the caller's question.
   */
  public void destroy() {
    if (Files.isDirectory(layout.root())) {
      locked(
          () -> {
            Optional<Marker> marker = Marker.read(layout.marker());
            provisioned(marker).destroy(marker.orElse(null));
            return layout;
          });
    }
  }

  /**
   * Declares settings for the roles of a fallback, in its database: the application's has all of
   * them. On a server of somebody else's, what is declared there already and not among these stays.
   *
   * @return those that the server does not take, each with what it says
   */
  public Map<String, String> declare(FallbackServer server, DeclaredSettings settings) {
    boolean ours = server.mode() != ProvisionMode.EXISTING;
    if (ours && stands(server, settings)) {
      return Map.of();
    }
    return locked(
        () -> {
          try (Connection admin = administer(server)) {
            Map<String, String> refused = settings.declare(admin, server.application(), ours);
            if (ours) {
              settings.ofTheOwner().declare(admin, server.owner(), true);
            }
            return refused;
          }
        });
  }

  /** At most starts they do; to look, no other process is waited for. */
  private static boolean stands(FallbackServer server, DeclaredSettings settings) {
    try (Connection connection = Logins.open(server.owner())) {
      return settings.stands(connection, server.application())
          && settings.ofTheOwner().stands(connection, server.owner());
    } catch (SQLException e) {
      throw Failures.of(Step.VERIFY, e);
    }
  }

  /**
   * Sees to it that migrations can name these roles.
   *
   * @return whether a role was made
   * @throws ProvisionException where roles are lacking on a server of somebody else's
   */
  public boolean standIn(FallbackServer server, RoleNames roles) {
    return locked(
        () -> {
          try (Connection admin = administer(server)) {
            RoleNames lacking = roles.without(RoleNames.of(admin));
            if (lacking.names().isEmpty()) {
              return false;
            }
            if (server.mode() == ProvisionMode.EXISTING) {
              throw lacking.missing(server.owner());
            }
            lacking.standIn(admin, site().names());
            return true;
          }
        });
  }

  /** As the one who may do most. */
  private Connection administer(FallbackServer server) throws IOException, SQLException {
    ConnectionTarget owner = server.owner();
    return Logins.open(
        server.mode() == ProvisionMode.EXISTING
            ? owner
            : site().logins(owner.endpoint().port(), site().passwords()).admin(owner.database()));
  }

  private <T> T locked(Callable<T> work) {
    try {
      StateDirectory directory = site().directory();
      directory.makeRoot();
      directory.requireOurs();
      try (ProvisionLock lock = ProvisionLock.take(layout.lock(), PATIENCE)) {
        return work.call();
      }
    } catch (Exception e) {
      throw Failures.of(Step.PREPARE, e);
    }
  }

  private Site site() {
    return new Site(settings, layout, Account.forServer(), steps);
  }

  private void settings() {
    Names.of(settings).check();
  }

  /** What was provisioned stays what it is; only the first time there is something to choose. */
  private Instance instance(Site site, Optional<Marker> marker) throws IOException {
    ProvisionMode wanted = settings.mode();
    if (marker.isPresent()) {
      ProvisionMode is = marker.get().mode();
      if (wanted != ProvisionMode.AUTO
          && !of(site, wanted).getClass().equals(of(site, is).getClass())) {
        throw new ProvisionException(
            FindingCode.SETTINGS,
            "database_fallback.mode: the fallback was provisioned as "
                + is
                + ", the settings now ask for "
                + wanted,
            "set it back, or give the old one up with fallback destroy and provision again");
      }
      return of(site, is);
    }
    if (wanted == ProvisionMode.AUTO && !new DataDirectory(layout.data()).exists()) {
      ExistingServer existing = new ExistingServer(site);
      return ExistingServer.configured(settings) && existing.answers()
          ? existing
          : new OwnCluster(site);
    }
    return of(site, wanted);
  }

  /** What there is, whatever the settings say by now; without a marker at most a broken run's. */
  private Instance provisioned(Optional<Marker> marker) {
    return of(site(), marker.map(Marker::mode).orElse(ProvisionMode.AUTO));
  }

  private static Instance of(Site site, ProvisionMode mode) {
    return switch (mode) {
      case AUTO, INSTALLED, EMBEDDED -> new OwnCluster(site);
      case EXISTING -> new ExistingServer(site);
      case DOCKER -> new Container(site);
    };
  }

  private Finding notProvisioned() {
    return new Finding(
        FindingCode.NOT_PROVISIONED,
        "no fallback was provisioned in " + layout.root(),
        "understudy provision");
  }
}
