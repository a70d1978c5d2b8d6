package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.server.Cluster;
import com.hypermindlabs.understudy.server.FreePort;
import com.hypermindlabs.understudy.server.PostmasterFile;
import com.hypermindlabs.understudy.server.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts a cluster of ours on a port that it can have. */
record ClusterStart(Site site, Cluster cluster) {
  /** Recovery after a crash of the machine reads a lot of log. */
  static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final int TRIES = 3;
  private static final long LOG_LIMIT = 16L << 20;

  /**
   * A running server.
   *
   * @param port where it listens
   * @param findings that it is not where it was wanted
   */
  record Started(int port, List<Finding> findings) {}

  /**
   * Starts it, or finds it running.
   *
   * @param remembered the port of last time; null lets one be chosen
   * @throws ProvisionException when the settings name a port that somebody else has
   */
  Started run(@Nullable Integer remembered) throws IOException {
    Optional<PostmasterFile> running = cluster.running();
    if (running.isPresent()) {
      try {
        return pending(cluster.start(site.layout().log(), TIMEOUT).port());
      } catch (ServerException e) {
        if (cluster.running().isPresent()) {
          throw e;
        }
        // It was on its way down; now it is gone and can be started.
      }
    }
    rotateLog();
    List<Finding> findings = new ArrayList<>();
    @Nullable Integer wanted = remembered;
    for (int left = TRIES; ; left--) {
      int port = port(wanted, findings);
      try {
        new ServerSettings(site.account()).write(cluster.data(), port);
        return new Started(cluster.start(site.layout().log(), TIMEOUT).port(), findings);
      } catch (ServerException e) {
        boolean taken = String.valueOf(e.getMessage()).contains("Address already in use");
        if (!taken || left == 0) {
          throw e;
        }
        wanted = null;
      }
    }
  }

  private Started pending(int port) {
    Integer wanted = site.settings().port();
    if (wanted == null || wanted == port) {
      return new Started(port, List.of());
    }
    return new Started(
        port,
        List.of(
            new Finding(
                FindingCode.PORT_PENDING,
                "the fallback runs on port " + port + ", the settings name " + wanted,
                "fallback stop and fallback start move it")));
  }

  private int port(@Nullable Integer remembered, List<Finding> findings) {
    Integer wanted = site.settings().port();
    if (wanted != null) {
      if (!FreePort.isFree(wanted)) {
        throw new ProvisionException(
            FindingCode.PORT_TAKEN,
            "start the fallback on port "
                + wanted
                + " (database_fallback.port): somebody else listens there",
            "end what listens there, name another port, or leave the setting out to have a free one"
                + " chosen");
      }
      return wanted;
    }
    if (remembered == null) {
      return FreePort.forService();
    }
    if (FreePort.isFree(remembered)) {
      return remembered;
    }
    int port = FreePort.forService();
    findings.add(
        new Finding(
            FindingCode.PORT_CHANGED,
            "somebody else listens on the fallback's port "
                + remembered
                + ", so it now has port "
                + port,
            "nothing, unless something outside understudy connects to the fallback"));
    return port;
  }

  private void rotateLog() throws IOException {
    Path log = site.layout().log();
    if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
      Files.move(log, log.resolveSibling("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
