package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.drills.work.SiteSettings;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

/**
 * A state directory with a fallback that was provisioned and never used: each site gets a copy,
 * which takes a tenth of the time.
 */
final class Template {
  private static final int DISK_MEGABYTES = 400;

  private final Path folder;

  private Template(Path folder) {
    this.folder = folder;
  }

  static Template make(Path folder) {
    try {
      Path made =
          Files.createDirectory(
              folder,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      Path home = Objects.requireNonNull(TestServer.embedded().directory().getParent());
      Path binaries = Files.createDirectory(made.resolve("binaries"));
      Path name = Objects.requireNonNull(home.getFileName());
      Files.createSymbolicLink(binaries.resolve(name), home);
      Provisioner provisioner =
          new Provisioner(SiteSettings.fallback(), made, ProgressListener.SILENT);
      var unused = provisioner.provision();
      provisioner.stop();
      return new Template(made);
    } catch (IOException e) {
      throw new UncheckedIOException("provision the template of the sites", e);
    }
  }

  /** A state directory of its own, on a small disk of its own where there can be one. */
  Path copyTo(Path site) {
    try {
      Path made =
          Files.createDirectory(
              site,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      if (Namespace.here()) {
        Namespace.mount(made, DISK_MEGABYTES);
      }
      Shell.run(List.of("cp", "-a", folder + "/.", made.toString()));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("make the state directory of a site", e);
    }
  }
}
