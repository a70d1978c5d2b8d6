package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.server.Cluster;
import com.hypermindlabs.understudy.server.DataDirectory;
import com.hypermindlabs.understudy.server.PostmasterFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of a cluster of ours, from its files and processes. */
record OwnStatus(Site site) {
  LocalStatus of(Marker marker) throws IOException {
    DataDirectory data = new DataDirectory(site.layout().data());
    Optional<PostmasterFile> postmaster = Cluster.running(data.path());
    boolean running = postmaster.map(PostmasterFile::ready).orElse(false);
    int port = postmaster.map(PostmasterFile::port).orElse(marker.endpoint().port());
    return new LocalStatus(
        true,
        running,
        marker.mode(),
        new Endpoint(marker.endpoint().host(), port),
        marker.version(),
        postmaster.map(PostmasterFile::pid).orElse(null),
        data.path(),
        problem(marker, data, running));
  }

  static ProvisionException notRunning(Path data) {
    return new ProvisionException(
        FindingCode.NOT_RUNNING, "the fallback on " + data + " does not run", "fallback start");
  }

  private @Nullable Finding problem(Marker marker, DataDirectory data, boolean running)
      throws IOException {
    try {
      new DataCheck(site, data).require(marker, data.exists());
    } catch (ProvisionException e) {
      return e.finding();
    }
    return running ? null : notRunning(data.path()).finding();
  }
}
