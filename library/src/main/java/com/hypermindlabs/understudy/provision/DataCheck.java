package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.server.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses a data directory that a server must not be let loose on. Changes nothing. */
record DataCheck(Site site, DataDirectory data) {
  private static final String REMEDY =
      "put it back (a mount, a backup), or give the data up with fallback destroy and provision"
          + " again; nothing was changed or deleted";

  /**
   * @param marker what was provisioned before
   * @param there whether the directory holds anything
   */
  void require(@Nullable Marker marker, boolean there) throws IOException {
    if (marker != null) {
      site.requireSame(marker);
    }
    Path path = data.path();
    if (!there) {
      if (marker != null) {
        throw damaged("it is gone, though a fallback was provisioned");
      }
      return;
    }
    if (!site.account().owns(path)) {
      throw Failures.directory(
          site.layout().root(),
          path + " does not belong to " + site.account().name() + ", who would run the server",
          "run as its owner, or chown -R " + site.account().name() + " " + path);
    }
    List<String> missing = data.missing();
    if (!missing.isEmpty()) {
      throw damaged("it is incomplete: " + String.join(", ", missing) + " missing");
    }
    if (data.major().isEmpty()) {
      throw damaged("its PG_VERSION names no version");
    }
    long identifier = data.systemIdentifier();
    if (marker != null && marker.systemIdentifier() != identifier) {
      throw new ProvisionException(
          FindingCode.FOREIGN_SERVER,
          "use the data directory "
              + path
              + ": it is another cluster than the one that was provisioned",
          REMEDY);
    }
  }

  private ProvisionException damaged(String how) {
    return new ProvisionException(
        FindingCode.DATA_DAMAGED, "use the data directory " + data.path() + ": " + how, REMEDY);
  }
}
