package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server that somebody else runs, in which one database and one role are ours to use. Nothing is
 * made outside that database, and nothing is started or stopped.
 */
record ExistingServer(Site site) implements Instance {
  /** Whether the settings describe one: a port and a password are needed at the least. */
  static boolean configured(FallbackSettings settings) {
    return settings.port() != null && settings.password() != null;
  }

  /**
   * Whether it answers.
   *
   * @throws ProvisionException when it does and refuses us: another server must not silently take
   *     its place
   */
  boolean answers() {
    try (Connection connection = Logins.open(target())) {
      return connection.isValid(1);
    } catch (SQLException e) {
      if (String.valueOf(e.getSQLState()).startsWith("08")) {
        return false;
      }
      throw unreachable(e);
    }
  }

  @Override
  public FallbackServer provision(@Nullable Marker marker) throws Exception {
    site.directory().makeRoot();
    site.directory().requireOurs();
    ConnectionTarget target = target();
    try (Connection connection = Logins.open(target)) {
      site.steps().run(Step.EXTENSION, () -> VectorExtension.ensure(connection));
    } catch (SQLException e) {
      throw unreachable(e);
    }
    Inspection inspection = site.steps().run(Step.VERIFY, () -> inspection(marker));
    Marker now =
        new Marker(
            ProvisionMode.EXISTING,
            inspection.version(),
            target.endpoint(),
            site.names(),
            null,
            inspection.systemIdentifier());
    site.steps().run(Step.REMEMBER, () -> now.write(site.layout().marker()));
    return server(inspection);
  }

  @Override
  public FallbackServer start(Marker marker) {
    return server(inspection(marker));
  }

  @Override
  public FallbackServer inspect(Marker marker) {
    return server(inspection(marker));
  }

  @Override
  public LocalStatus status(Marker marker) {
    Finding problem = null;
    try (Connection connection = Logins.open(target())) {
      connection.isValid(1);
    } catch (SQLException e) {
      problem = unreachable(e).finding();
    }
    return new LocalStatus(
        true,
        problem == null,
        ProvisionMode.EXISTING,
        marker.endpoint(),
        marker.version(),
        null,
        null,
        problem);
  }

  /** Somebody else's to stop. */
  @Override
  public void stop(@Nullable Marker marker) {}

  /** Forgets it; the database is somebody else's to drop. */
  @Override
  public void destroy(@Nullable Marker marker) throws Exception {
    java.nio.file.Files.deleteIfExists(site.layout().marker());
  }

  private Inspection inspection(@Nullable Marker marker) {
    if (marker != null) {
      site.requireSame(marker);
    }
    try {
      Inspection inspection = Inspection.of(target());
      if (marker != null && marker.systemIdentifier() != inspection.systemIdentifier()) {
        throw Setup.foreign(target().endpoint().toString());
      }
      return inspection;
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  private FallbackServer server(Inspection inspection) {
    return new FallbackServer(
        ProvisionMode.EXISTING,
        inspection.version(),
        target(),
        target(),
        inspection.pgvector(),
        inspection.findings());
  }

  private ConnectionTarget target() {
    FallbackSettings settings = site.settings();
    Secret password = settings.password() == null ? Secret.of("") : settings.password();
    int port = settings.port() == null ? Endpoint.DEFAULT_PORT : settings.port();
    return new ConnectionTarget(
        new Endpoint(settings.host(), port),
        settings.database(),
        settings.user(),
        password,
        Map.of());
  }

  private ProvisionException unreachable(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    String hint =
        switch (state) {
          // 08004: the driver itself, when the server asks for a password and there is none.
          case "28P01", "28000", "08004" ->
              "check database_fallback.user and password; if a server of ours was meant to have"
                  + " this port, another one has taken it: name another port";
          case "3D000" ->
              "as a superuser there: CREATE DATABASE "
                  + Names.quoted(site.settings().database())
                  + " OWNER "
                  + Names.quoted(site.settings().user());
          default ->
              "check database_fallback.host and port, or use mode auto to have a server made here";
        };
    return new ProvisionException(
        FindingCode.UNREACHABLE,
        "log in to the existing server as " + target() + ": " + e.getMessage(),
        hint,
        e);
  }
}
