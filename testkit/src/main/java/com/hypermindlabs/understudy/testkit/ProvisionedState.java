package com.hypermindlabs.understudy.testkit;

import com.hypermindlabs.understudy.server.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * A fallback that was provisioned once, for tests that need many: initdb takes a second or two, a
 * copy some tens of milliseconds. A site that is started on a copy takes it up as one that was
 * broken off before it was remembered: it chooses a port and makes what is missing.
 *
 * <pre>{@code
 * ProvisionedState fallback =
 *     ProvisionedState.by(
 *         state -> {
 *           new Provisioner(settings, state, ProgressListener.SILENT).provision();
 *           return state;
 *         });
 * fallback.copyTo(stateDirectory); // before the site's first start
 * }</pre>
 *
 * Kept in a scratch folder that is deleted with the JVM. Thread-safe.
 */
public final class ProvisionedState {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String FALLBACK = "fallback";
  private static final String SECRET = "fallback.secret";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path state;

  private ProvisionedState(Path state) {
    this.state = state;
  }

  /** Provisions an embedded or installed fallback in a state directory. */
  public interface Provisioning {
    /**
     * Does so.
     *
     * @param folder is empty, and the servers' account can reach it
     * @return the state directory: the folder, or one in it
     */
    Path in(Path folder) throws Exception;
  }

  /**
   * Provisions one, and stops it.
   *
   * @param provisioning no more than that: what else is in the data is in every copy
   * @throws IllegalStateException when it fails
   */
  public static ProvisionedState by(Provisioning provisioning) {
    Path folder = ScratchFolder.forServers("understudy-provisioned-");
    try {
      Path state = provisioning.in(ScratchFolder.untilExit(folder));
      Cluster.stop(data(state), Cluster.StopMode.FAST, TIMEOUT);
      return new ProvisionedState(state);
    } catch (Exception e) {
      throw new IllegalStateException("provision a fallback to be copied", e);
    }
  }

  /**
   * Puts a copy into a state directory that has no fallback yet: the same data and the same
   * passwords, and an identity of its own.
   *
   * @throws UncheckedIOException when that cannot be written
   */
  public void copyTo(Path stateDirectory) {
    try {
      ClusterTemplate.copyTree(state.resolve(FALLBACK), stateDirectory.resolve(FALLBACK));
      ClusterIdentity.change(data(stateDirectory), RANDOM.nextLong(1, Long.MAX_VALUE));
      Files.copy(
          state.resolve(SECRET),
          stateDirectory.resolve(SECRET),
          StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new UncheckedIOException("copy a fallback into " + stateDirectory, e);
    }
  }

  private static Path data(Path state) {
    return state.resolve(FALLBACK).resolve("data");
  }
}
