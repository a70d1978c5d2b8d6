package com.hypermindlabs.understudy.testkit;

import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.server.Cluster;
import com.hypermindlabs.understudy.server.FreePort;
import com.hypermindlabs.understudy.server.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The data directory of a {@link TestServer}, in a folder of its own that is deleted with it.
 *
 * @param folder holds the data directory and the log
 * @param port the port that was free when it was made
 */
record ThrowAwayCluster(Cluster cluster, Path folder, int port) {
  private static final String PREFIX = "understudy-test-";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /**
   * @param folder empty; deleted with the cluster
   * @param settings further lines of its postgresql.conf; the last one of a name counts
   */
  static ThrowAwayCluster create(Binaries binaries, Path folder, String settings)
      throws IOException {
    Account.forServer().own(folder);
    Cluster cluster = ClusterTemplate.copy(binaries, folder.resolve("data"));
    int port = FreePort.onLoopback();
    Files.writeString(
        cluster.data().resolve("postgresql.conf"),
        "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n"
            + "max_connections = 60\nshared_buffers = 32MB\nport = "
            + port
            + "\n"
            + settings
            + "\n",
        StandardOpenOption.APPEND);
    return new ThrowAwayCluster(cluster, folder, port);
  }

  /** A copy of the data of another one, which does not run meanwhile, with a port of its own. */
  static ThrowAwayCluster copy(ThrowAwayCluster original, String settings) throws IOException {
    Path folder = newFolder();
    Account account = original.cluster.account();
    account.own(folder);
    Path data = folder.resolve("data");
    ClusterTemplate.copyTree(original.cluster.data(), data);
    int port = FreePort.onLoopback();
    Files.writeString(
        data.resolve("postgresql.conf"),
        "port = " + port + "\n" + settings + "\n",
        StandardOpenOption.APPEND);
    return new ThrowAwayCluster(
        new Cluster(original.cluster.binaries(), data, account), folder, port);
  }

  /** An empty folder for one. */
  static Path newFolder() {
    return ScratchFolder.create(PREFIX);
  }

  /** The same on a disk, for a server whose commits have to reach one. */
  static Path newFolderOnDisk() {
    return ScratchFolder.onDisk(PREFIX);
  }

  void start() {
    cluster.start(folder.resolve("server.log"), TIMEOUT);
  }

  void stop(Cluster.StopMode mode) {
    cluster.stop(mode, TIMEOUT);
  }

  void delete() {
    try {
      stop(Cluster.StopMode.IMMEDIATE);
      Trees.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("delete the test server's folder " + folder, e);
    }
  }
}
