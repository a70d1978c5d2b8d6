package com.hypermindlabs.understudy.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for PostgreSQL servers that the host's owner has installed. Thread-safe. */
public final class InstalledBinaries {
  private static final Logger LOG = LoggerFactory.getLogger(InstalledBinaries.class);

  /** Where the packagers of the common systems put one folder for each major version. */
  private static final List<Path> ROOTS =
      List.of(
          Path.of("/usr/lib/postgresql"),
          Path.of("/usr/lib64/pgsql"),
          Path.of("/opt/postgresql"),
          Path.of("/opt/homebrew/opt"),
          Path.of("/usr/local/opt"),
          Path.of("/Library/PostgreSQL"));

  private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(10);

  private InstalledBinaries() {}

  /** The newest supported installation on this host, if there is one. */
  public static Optional<Binaries> newest() {
    return all().stream()
        .filter(binaries -> binaries.version().supported())
        .max(Comparator.comparing(Binaries::version));
  }

  /** The newest minor release of one major version on this host, if there is one. */
  public static Optional<Binaries> newest(int major) {
    return all().stream()
        .filter(binaries -> binaries.version().major() == major)
        .max(Comparator.comparing(Binaries::version));
  }

  /** Every installation on this host, older ones than are supported included. */
  public static List<Binaries> all() {
    List<Binaries> found = new ArrayList<>();
    for (Path directory : candidates()) {
      if (complete(directory)) {
        try {
          found.add(at(directory));
        } catch (ServerException e) {
          LOG.debug("skip the PostgreSQL in {}, which cannot be run", directory, e);
        }
      }
    }
    return List.copyOf(found);
  }

  /**
   * The installation in one folder.
   *
   * @throws ServerException when it cannot be run
   */
  public static Binaries at(Path directory) {
    String answer =
        Command.of(directory.resolve("postgres"), "--version").timeout(VERSION_TIMEOUT).run();
    return new Binaries(directory, Version.parse(answer));
  }

  private static boolean complete(Path directory) {
    return List.of("postgres", "initdb", "pg_ctl").stream()
        .allMatch(name -> Files.isExecutable(directory.resolve(name)));
  }

  private static Set<Path> candidates() {
    Set<Path> directories = new LinkedHashSet<>();
    for (Path root : ROOTS) {
      if (Files.isDirectory(root)) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(root)) {
          children.forEach(child -> directories.add(child.resolve("bin")));
        } catch (IOException e) {
          LOG.debug("skip {}, which cannot be listed", root, e);
        }
      }
    }
    String path = System.getenv("PATH");
    if (path != null) {
      for (String entry : path.split(File.pathSeparator, -1)) {
        if (!entry.isBlank()) {
          directories.add(Path.of(entry));
        }
      }
    }
    return directories;
  }
}
