package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.server.FreePort;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A container with the pgvector image, its data in a named volume. <b>Untried</b>: no docker engine
 * ran where this was written; what is tried is that the absence of one is said clearly.
 *
 * <p>The image wants a password at its first start. It gets a random one made inside the container
 * that nobody knows; the real ones are set afterwards, as SCRAM verifiers on the standard input of
 * a {@code psql} in the container. So none is in an argument, an environment or a mounted file.
 */
record Container(Site site) implements Instance {
  private static final String IMAGE = "pgvector/pgvector:pg18";
  private static final int INSIDE = 5432;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final String ENTRY =
      "umask 077; head -c 32 /dev/urandom | base64 > /tmp/first; chown postgres /tmp/first;"
          + " POSTGRES_PASSWORD_FILE=/tmp/first exec docker-entrypoint.sh postgres";

  @Override
  public FallbackServer provision(@Nullable Marker marker) throws Exception {
    Docker.require();
    if (marker != null) {
      site.requireSame(marker);
    }
    site.steps().run(Step.PREPARE, () -> site.directory().prepare());
    Passwords passwords = site.steps().run(Step.SECRETS, site::passwords);
    int port = site.steps().run(Step.START, this::bringUp);
    Logins logins = site.logins(port, passwords);
    setAdminPassword(passwords);
    Setup setup = new Setup(logins, site.steps());
    setup.run(
        CompletableFuture.completedFuture(Verifiers.of(logins)),
        marker == null || !marker.names().equals(site.names()));
    long identifier = identifier(logins);
    FallbackServer server =
        site.steps()
            .run(Step.VERIFY, () -> setup.verify(ProvisionMode.DOCKER, identifier, List.of()));
    Marker now =
        new Marker(
            ProvisionMode.DOCKER,
            server.version(),
            new Endpoint(Site.LOOPBACK, port),
            site.names(),
            null,
            identifier);
    site.steps().run(Step.REMEMBER, () -> now.write(site.layout().marker()));
    return server;
  }

  @Override
  public FallbackServer start(Marker marker) throws Exception {
    return provision(marker);
  }

  @Override
  public FallbackServer inspect(Marker marker) throws Exception {
    Docker.require();
    Passwords passwords = site.passwords();
    return new Setup(site.logins(marker.endpoint().port(), passwords), site.steps())
        .verify(ProvisionMode.DOCKER, marker.systemIdentifier(), List.of());
  }

  @Override
  public LocalStatus status(Marker marker) {
    boolean running =
        Docker.ask("inspect", "--format", "{{.State.Running}}", name())
            .map("true"::equals)
            .orElse(false);
    Finding problem =
        running
            ? null
            : new Finding(
                FindingCode.NOT_RUNNING,
                "the container " + name() + " does not run",
                "fallback start");
    return new LocalStatus(
        true,
        running,
        ProvisionMode.DOCKER,
        marker.endpoint(),
        marker.version(),
        null,
        null,
        problem);
  }

  @Override
  public void stop(@Nullable Marker marker) {
    Docker.ask("stop", name());
  }

  @Override
  public void destroy(@Nullable Marker marker) throws Exception {
    Docker.require();
    Files.deleteIfExists(site.layout().marker());
    Docker.ask("rm", "--force", name());
    Docker.ask("volume", "rm", name());
    Files.deleteIfExists(site.layout().secret());
  }

  /** The container's and the volume's; another for each state directory. */
  private String name() {
    return String.format(
        Locale.ROOT, "understudy-%08x", site.layout().root().toString().hashCode());
  }

  private int bringUp() {
    if (Docker.ask("inspect", name()).isEmpty()) {
      int port = Optional.ofNullable(site.settings().port()).orElseGet(FreePort::forService);
      String published = Site.LOOPBACK + ":" + port + ":" + INSIDE;
      Docker.run(
          "create",
          "--name",
          name(),
          "--publish",
          published,
          "--volume",
          name() + ":/var/lib/postgresql",
          "--env",
          "POSTGRES_USER=" + Names.ADMIN,
          "--env",
          "POSTGRES_DB=" + Names.MAINTENANCE,
          "--env",
          "POSTGRES_INITDB_ARGS=--auth-host=scram-sha-256",
          "--entrypoint",
          "sh",
          IMAGE,
          "-c",
          ENTRY);
    }
    Docker.run("start", name());
    String mapped = Docker.run("port", name(), Integer.toString(INSIDE));
    return Integer.parseInt(mapped.lines().findFirst().orElse("").replaceAll(".*:", ""));
  }

  /** The image's first start ends with a restart, so that more than one try is needed. */
  private void setAdminPassword(Passwords passwords) {
    String verifier = Verifiers.ofGenerated(passwords.admin());
    String sql = "ALTER ROLE " + Names.quoted(Names.ADMIN) + " PASSWORD '" + verifier + "';\n";
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    // Over TCP, where the temporary server of the first start does not listen.
    while (Docker.ask("exec", name(), "pg_isready", "--host=localhost").isEmpty()
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    Docker.feed(
        sql,
        "exec",
        "--interactive",
        "--user",
        "postgres",
        name(),
        "psql",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        "--username=" + Names.ADMIN,
        Names.MAINTENANCE);
  }

  private static long identifier(Logins logins) throws SQLException {
    try (Connection admin = Logins.open(logins.admin(Names.MAINTENANCE));
        var statement = admin.createStatement();
        var row = statement.executeQuery("SELECT system_identifier FROM pg_control_system()")) {
      row.next();
      return row.getLong(1);
    }
  }
}
