package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.server.Cluster;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.testkit.ScratchFolder;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/**
 * A state directory for one test, with the embedded binaries in place. Whatever runs in it is
 * stopped on close.
 */
final class StateFolder implements AutoCloseable {
  private final Path parent;
  private final Path root;

  /** Not JUnit's folder: root's server account must be able to walk into every parent. */
  StateFolder() throws IOException {
    parent = ScratchFolder.create("understudy-provision-");
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx--x--x"));
    root = parent.resolve("state");
    linkBinaries(root);
  }

  /** Unpacking takes seconds and is tried in one test; the others share what that makes. */
  static void linkBinaries(Path root) throws IOException {
    Path unpacked = TestServer.embedded().directory().getParent().getParent();
    Files.createDirectories(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    Files.createSymbolicLink(root.resolve("binaries"), unpacked);
  }

  Path root() {
    return root;
  }

  Path data() {
    return root.resolve("fallback").resolve("data");
  }

  Provisioner embedded() {
    return with(settings(ProvisionMode.EMBEDDED));
  }

  Provisioner with(FallbackSettings settings) {
    return new Provisioner(settings, root, ProgressListener.SILENT);
  }

  static FallbackSettings settings(ProvisionMode mode) {
    return new FallbackSettings(
        true, mode, "understudy", "understudy_app", null, "127.0.0.1", null);
  }

  static FallbackSettings settings(ProvisionMode mode, String password, Integer port) {
    return new FallbackSettings(
        true,
        mode,
        "understudy",
        "understudy_app",
        password == null ? null : Secret.of(password),
        "127.0.0.1",
        port);
  }

  @Override
  public void close() throws IOException {
    Cluster.stop(data(), Cluster.StopMode.IMMEDIATE, Duration.ofSeconds(30));
    ClusterBuild.clean(new StateLayout(root));
    Trees.delete(parent);
  }
}
