package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.config.CarriedProperties;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.provision.DeclaredSettings;
import com.hypermindlabs.understudy.provision.FallbackServer;
import com.hypermindlabs.understudy.provision.ProvisionException;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.provision.RoleNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the application finds around its tables on the primary, and is to find on the fallback: how
 * its sessions are set, and roles that its migrations name. What was brought stays there for starts
 * without the primary. Thread-safe.
 */
final class Likeness {
  private static final Logger LOG = LoggerFactory.getLogger(Likeness.class);
  private static final String NO_SUCH_OBJECT = "42704";

  /** What a server calls the making of a role, in whatever language its messages are. */
  private static final String MAKING = "CreateRole";

  private final Provisioner provisioner;
  private final CarriedProperties carried;
  private final @Nullable Link primary;
  private @Nullable DeclaredSettings seen;
  private @Nullable DeclaredSettings brought;

  /**
   * Asks nobody yet.
   *
   * @param carried what the settings say of the application's connections
   * @param primary as its role there; null where none is configured
   */
  Likeness(Provisioner provisioner, CarriedProperties carried, @Nullable Link primary) {
    this.provisioner = provisioner;
    this.carried = carried;
    this.primary = primary;
  }

  /** Whether the site has no primary. */
  boolean alone() {
    return primary == null;
  }

  CarriedProperties carried() {
    return carried;
  }

  /** Asks the primary, if nobody has told: not for a thread that is in a hurry. */
  void look() {
    if (primary != null && !told()) {
      try (Connection connection = primary.open()) {
        seen(DeclaredSettings.read(connection));
      } catch (SQLException e) {
        LOG.debug("ask the primary for its settings", e);
      }
    }
  }

  private synchronized boolean told() {
    return seen != null;
  }

  /** What the primary declares now. */
  synchronized void seen(DeclaredSettings declared) {
    seen = declared;
  }

  /** Declares on the fallback what the primary was last seen to declare. */
  synchronized void bring(FallbackServer fallback) {
    @Nullable DeclaredSettings wanted = seen;
    if (wanted == null || wanted.equals(brought)) {
      return;
    }
    try {
      provisioner
          .declare(fallback, wanted)
          .forEach(
              (name, reason) ->
                  LOG.warn(
                      "{} is declared on the primary and not on the fallback: {}", name, reason));
      brought = wanted;
    } catch (ProvisionException e) {
      LOG.warn(
          "the fallback's sessions may differ from the primary's: {} ({})",
          e.getMessage(),
          e.hint());
    }
  }

  /**
   * Migrates the fallback, once more with the primary's roles where one was lacking. Nor may it
   * make one here, as on the primary, which has it by then: mostly it does so unless there is one.
   */
  void migrate(FallbackServer fallback, Work migration) throws Exception {
    try {
      migration.run();
    } catch (Exception e) {
      if (!named(e, fallback)) {
        throw e;
      }
      migration.run();
    }
  }

  /** A migration. */
  interface Work {
    void run() throws Exception;
  }

  /** Whether there are roles now that lacked when this failed. */
  private boolean named(Exception failure, FallbackServer fallback) {
    boolean making = makesRole(failure) && fallback.mode() != ProvisionMode.EXISTING;
    if (primary == null || !(making || lacksObject(failure))) {
      return false;
    }
    try (Connection connection = primary.open()) {
      return provisioner.standIn(fallback, RoleNames.of(connection));
    } catch (SQLException e) {
      LOG.debug("ask the primary for its roles", e);
      return false;
    }
  }

  private static boolean lacksObject(Throwable failure) {
    return any(failure, e -> NO_SUCH_OBJECT.equals(e.getSQLState()));
  }

  /** Whether a migration failed because it makes a role. */
  static boolean makesRole(Throwable failure) {
    return any(
        failure,
        e ->
            e instanceof PSQLException postgres
                && postgres.getServerErrorMessage() != null
                && MAKING.equals(postgres.getServerErrorMessage().getRoutine()));
  }

  private static boolean any(Throwable failure, Predicate<SQLException> wanted) {
    for (Throwable link = failure; link != null; link = link.getCause()) {
      if (link instanceof SQLException sql && wanted.test(sql)) {
        return true;
      }
    }
    return false;
  }
}
