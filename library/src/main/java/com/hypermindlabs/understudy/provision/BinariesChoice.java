package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.server.EmbeddedBinaries;
import com.hypermindlabs.understudy.server.InstalledBinaries;
import com.hypermindlabs.understudy.server.Version;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which programs a cluster of ours runs on.
 *
 * @param binaries the programs
 * @param mode INSTALLED or EMBEDDED
 * @param findings that it is not what was asked for
 */
record BinariesChoice(Binaries binaries, ProvisionMode mode, List<Finding> findings) {
  /** For a new cluster. */
  static BinariesChoice forNew(ProvisionMode wanted, StateLayout layout, Steps steps) {
    if (wanted != ProvisionMode.EMBEDDED) {
      Optional<Binaries> installed = InstalledBinaries.newest();
      if (installed.isPresent()) {
        return new BinariesChoice(installed.get(), ProvisionMode.INSTALLED, List.of());
      }
    }
    if (wanted == ProvisionMode.INSTALLED) {
      throw new ProvisionException(
          FindingCode.NO_BINARIES,
          "look for PostgreSQL on this host: none of version "
              + Version.OLDEST_MAJOR
              + " or newer was found",
          "install one, or use mode embedded or docker");
    }
    return new BinariesChoice(embedded(layout, steps), ProvisionMode.EMBEDDED, List.of());
  }

  /**
   * For a data directory that is there: only programs of its major version can run it.
   *
   * @param remembered how it ran last
   */
  static BinariesChoice forData(
      int major, ProvisionMode wanted, @Nullable Marker remembered, Place place) {
    Optional<BinariesChoice> same = again(major, wanted, remembered);
    if (same.isPresent()) {
      return same.get();
    }
    Optional<Binaries> installed = InstalledBinaries.newest(major);
    if (wanted != ProvisionMode.EMBEDDED && installed.isPresent()) {
      return new BinariesChoice(installed.get(), ProvisionMode.INSTALLED, List.of());
    }
    if (EmbeddedBinaries.available()) {
      Binaries embedded = embedded(place.layout(), place.steps());
      if (embedded.version().major() == major) {
        return new BinariesChoice(
            embedded, ProvisionMode.EMBEDDED, other(wanted, ProvisionMode.EMBEDDED, major));
      }
    }
    if (installed.isPresent()) {
      return new BinariesChoice(
          installed.get(), ProvisionMode.INSTALLED, other(wanted, ProvisionMode.INSTALLED, major));
    }
    throw new ProvisionException(
        FindingCode.VERSION_MISMATCH,
        "run the data directory "
            + place.layout().data()
            + ": it is of PostgreSQL "
            + major
            + ", for which there are no binaries here",
        "install PostgreSQL "
            + major
            + " (and pg_upgrade the directory if you want to leave it), or give the data up with"
            + " fallback destroy; nothing was changed");
  }

  /** Where and how to unpack. */
  record Place(StateLayout layout, Steps steps) {}

  private static Optional<BinariesChoice> again(
      int major, ProvisionMode wanted, @Nullable Marker remembered) {
    if (remembered == null
        || remembered.binaries() == null
        || remembered.version().major() != major
        || (wanted != ProvisionMode.AUTO && wanted != remembered.mode())
        || !Files.isExecutable(remembered.binaries().resolve("postgres"))) {
      return Optional.empty();
    }
    Binaries binaries = new Binaries(remembered.binaries(), remembered.version());
    return Optional.of(new BinariesChoice(binaries, remembered.mode(), List.of()));
  }

  private static Binaries embedded(StateLayout layout, Steps steps) {
    return steps.run(Step.UNPACK, () -> EmbeddedBinaries.in(layout.binaries()));
  }

  private static List<Finding> other(ProvisionMode wanted, ProvisionMode used, int major) {
    if (wanted == ProvisionMode.AUTO || wanted == used) {
      return List.of();
    }
    return List.of(
        new Finding(
            FindingCode.OTHER_BINARIES,
            "the data directory is of PostgreSQL "
                + major
                + ", so the "
                + (used == ProvisionMode.EMBEDDED ? "embedded" : "installed")
                + " binaries run it, not those of the mode in the settings",
            "pg_upgrade it, or fallback destroy and provision again, if you want the other ones"));
  }
}
