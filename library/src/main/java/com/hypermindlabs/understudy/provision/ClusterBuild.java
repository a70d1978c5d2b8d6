package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.server.Cluster;
import com.hypermindlabs.understudy.server.Orphans;
import com.hypermindlabs.understudy.server.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Makes a data directory: in a scratch directory that counts for nothing, then with one rename. No
 * server ever runs on the scratch directory.
 */
record ClusterBuild(Site site) {
  private static final int TRIES = 5;

  /**
   * Builds it.
   *
   * @param verifier of the superuser's password
   */
  void run(Binaries binaries, String verifier) throws IOException {
    Path folder = site.layout().fallback();
    Path scratch = Files.createTempDirectory(folder, StateLayout.SCRATCH);
    try {
      site.steps().run(Step.INITIALISE, () -> initialise(binaries, scratch, verifier));
      site.steps()
          .run(
              Step.PLACE,
              () -> {
                Files.move(
                    scratch.resolve("data"), site.layout().data(), StandardCopyOption.ATOMIC_MOVE);
                DurableFile.syncFolder(folder);
              });
    } finally {
      Trees.delete(scratch);
    }
  }

  private void initialise(Binaries binaries, Path scratch, String verifier) throws IOException {
    site.account().own(scratch);
    Path passwordFile =
        Files.createFile(
            scratch.resolve("verifier"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(passwordFile, verifier);
    site.account().own(passwordFile);
    Path data = scratch.resolve("data");
    new Cluster(binaries, data, site.account()).initialise(Names.ADMIN, passwordFile);
    new ServerSettings(site.account()).include(data);
    DurableFile.syncFolder(data);
  }

  /** Removes what dead attempts left; the lock says that they are dead. */
  static void clean(StateLayout layout) throws IOException {
    if (!Files.isDirectory(layout.fallback())) {
      return;
    }
    for (String prefix : new String[] {StateLayout.SCRATCH, StateLayout.DOOMED}) {
      try (DirectoryStream<Path> left = Files.newDirectoryStream(layout.fallback(), prefix + "*")) {
        for (Path scratch : left) {
          clean(scratch);
        }
      }
    }
  }

  private static void clean(Path scratch) throws IOException {
    IOException failure = new IOException("delete " + scratch);
    for (int i = 0; i < TRIES; i++) {
      try {
        // An initdb that has lost its parent goes on writing, and may start another child.
        Orphans.endIn(scratch);
        Trees.delete(scratch);
        return;
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }
}
