package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.server.Cluster;
import com.hypermindlabs.understudy.server.DataDirectory;
import com.hypermindlabs.understudy.server.PatientStop;
import com.hypermindlabs.understudy.server.PostmasterFile;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.server.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A cluster in the state directory, on installed or embedded binaries. */
record OwnCluster(Site site) implements Instance {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public FallbackServer provision(@Nullable Marker marker) throws Exception {
    Steps steps = site.steps();
    steps.run(Step.PREPARE, () -> site.directory().prepare());
    DataDirectory data = new DataDirectory(site.layout().data());
    boolean there = data.exists();
    DataCheck check = new DataCheck(site, data);
    check.require(marker, there);
    BinariesChoice choice = steps.run(Step.CHOOSE, () -> choose(marker, there));
    Passwords passwords = steps.run(Step.SECRETS, site::passwords);
    // Beside initdb: the first key derivations of a process are slow.
    CompletableFuture<Verifiers> verifiers =
        CompletableFuture.supplyAsync(() -> Verifiers.of(site.logins(1, passwords)));
    steps.run(Step.CLEAN, () -> ClusterBuild.clean(site.layout()));
    if (!there) {
      site.directory().requireRoom();
      String verifier = Verifiers.ofGenerated(passwords.admin());
      new ClusterBuild(site).run(choice.binaries(), verifier);
    }
    Cluster cluster = new Cluster(choice.binaries(), data.path(), site.account());
    ClusterStart.Started started = bringUp(cluster, marker);
    started = setUp(new Live(cluster, started, passwords), verifiers, fresh(marker));
    List<Finding> findings = new ArrayList<>(choice.findings());
    findings.addAll(started.findings());
    Logins logins = site.logins(started.port(), passwords);
    FallbackServer server =
        steps.run(
            Step.VERIFY,
            () ->
                new Setup(logins, steps).verify(choice.mode(), data.systemIdentifier(), findings));
    steps.run(Step.REMEMBER, () -> remember(server, cluster, data.systemIdentifier(), marker));
    return server;
  }

  @Override
  public FallbackServer start(Marker marker) throws Exception {
    site.directory().requireOurs();
    DataDirectory data = new DataDirectory(site.layout().data());
    new DataCheck(site, data).require(marker, data.exists());
    Optional<Passwords> passwords = Passwords.read(site.layout().secret());
    if (passwords.isEmpty() || fresh(marker)) {
      return provision(marker);
    }
    BinariesChoice choice = choose(marker, true);
    Cluster cluster = new Cluster(choice.binaries(), data.path(), site.account());
    ClusterStart.Started started = bringUp(cluster, marker);
    List<Finding> findings = new ArrayList<>(choice.findings());
    findings.addAll(started.findings());
    Setup setup = new Setup(site.logins(started.port(), passwords.get()), site.steps());
    FallbackServer server;
    try {
      server = setup.verify(choice.mode(), data.systemIdentifier(), findings);
    } catch (SQLException | ProvisionException e) {
      // A password, a role, the database or a right is not as it was: the long way mends it.
      return provision(marker);
    }
    remember(server, cluster, data.systemIdentifier(), marker);
    return server;
  }

  @Override
  public FallbackServer inspect(Marker marker) throws Exception {
    DataDirectory data = new DataDirectory(site.layout().data());
    new DataCheck(site, data).require(marker, data.exists());
    PostmasterFile running =
        Cluster.running(data.path()).orElseThrow(() -> OwnStatus.notRunning(data.path()));
    Passwords passwords =
        Passwords.read(site.layout().secret())
            .orElseThrow(
                () ->
                    new ProvisionException(
                        FindingCode.STATE_DIRECTORY,
                        "read " + site.layout().secret() + ": it is missing or damaged",
                        "run provision: it gives the roles new passwords"));
    return new Setup(site.logins(running.port(), passwords), site.steps())
        .verify(marker.mode(), data.systemIdentifier(), List.of());
  }

  @Override
  public LocalStatus status(Marker marker) throws Exception {
    return new OwnStatus(site).of(marker);
  }

  @Override
  public void stop(@Nullable Marker marker) throws Exception {
    Optional<String> unused = new PatientStop(site.layout().data(), PATIENCE).run();
  }

  @Override
  public void destroy(@Nullable Marker marker) throws Exception {
    stop(marker);
    StateLayout layout = site.layout();
    // Without its marker a whole directory is taken up again; a half one never has its name.
    Files.deleteIfExists(layout.marker());
    if (Files.exists(layout.data())) {
      Path doomed = layout.fallback().resolve(StateLayout.DOOMED + ProcessHandle.current().pid());
      Trees.delete(doomed);
      Files.move(layout.data(), doomed, StandardCopyOption.ATOMIC_MOVE);
      DurableFile.syncFolder(layout.fallback());
    }
    ClusterBuild.clean(layout);
    Trees.delete(layout.fallback());
    Files.deleteIfExists(layout.secret());
  }

  private record Live(Cluster cluster, ClusterStart.Started started, Passwords passwords) {}

  private ClusterStart.Started bringUp(Cluster cluster, @Nullable Marker marker) {
    Integer remembered = marker == null ? null : marker.endpoint().port();
    return site.steps().run(Step.START, () -> new ClusterStart(site, cluster).run(remembered));
  }

  private ClusterStart.Started setUp(
      Live live, CompletableFuture<Verifiers> verifiers, boolean fresh) throws Exception {
    ClusterStart.Started started = live.started();
    Logins logins = site.logins(started.port(), live.passwords());
    try {
      new Setup(logins, site.steps()).run(verifiers, fresh);
      return started;
    } catch (SQLException e) {
      if (!Logins.refused(e)) {
        throw e;
      }
    }
    // The secret file was lost or replaced. The data is ours, and its account needs no password.
    live.cluster().stop(Cluster.StopMode.FAST, ClusterStart.TIMEOUT);
    String verifier = Verifiers.ofGenerated(live.passwords().admin());
    live.cluster()
        .singleUser(
            "ALTER ROLE "
                + Names.quoted(Names.ADMIN)
                + " LOGIN SUPERUSER PASSWORD '"
                + verifier
                + "'\n");
    ClusterStart.Started again = new ClusterStart(site, live.cluster()).run(started.port());
    new Setup(site.logins(again.port(), live.passwords()), site.steps()).run(verifiers, fresh);
    return again;
  }

  private BinariesChoice choose(@Nullable Marker marker, boolean there) {
    if (!there) {
      return BinariesChoice.forNew(site.settings().mode(), site.layout(), site.steps());
    }
    int major = new DataDirectory(site.layout().data()).major().orElse(Version.OLDEST_MAJOR);
    return BinariesChoice.forData(
        major,
        site.settings().mode(),
        marker,
        new BinariesChoice.Place(site.layout(), site.steps()));
  }

  private boolean fresh(@Nullable Marker marker) {
    return marker == null || !marker.names().equals(site.names());
  }

  private void remember(
      FallbackServer server, Cluster cluster, long identifier, @Nullable Marker before)
      throws IOException {
    Endpoint endpoint = server.application().endpoint();
    Marker now =
        new Marker(
            server.mode(),
            server.version(),
            endpoint,
            site.names(),
            cluster.binaries().directory(),
            identifier);
    if (!now.equals(before)) {
      now.write(site.layout().marker());
    }
  }
}
