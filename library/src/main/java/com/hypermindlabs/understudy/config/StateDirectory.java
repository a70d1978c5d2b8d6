package com.hypermindlabs.understudy.config;

import com.hypermindlabs.understudy.server.Account;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the state directory. */
final class StateDirectory {
  /** Where the unprivileged account that root's servers run under can reach it. */
  private static final Path OF_ROOT = Path.of("/var/lib/understudy");

  private static final String NAME = "understudy";

  private StateDirectory() {}

  /** The one that was named, else the default; absolute. */
  static Path read(SettingsReader reader) {
    Path otherwise = byDefault(reader.environment(), Account.isRoot());
    String named = reader.find(LibraryKeys.STATE_DIRECTORY);
    if (named == null) {
      return otherwise;
    }
    try {
      return Path.of(named).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      reader.problem(LibraryKeys.STATE_DIRECTORY, "is not a path", "name a directory");
      return otherwise;
    }
  }

  /** The default; a relative path in XDG_STATE_HOME counts as none, as its specification asks. */
  static Path byDefault(Map<String, String> environment, boolean root) {
    if (root) {
      return OF_ROOT;
    }
    return absolute(environment.get("XDG_STATE_HOME"))
        .orElseGet(
            () ->
                absolute(environment.get("HOME"))
                    .orElseGet(() -> Path.of(System.getProperty("user.home", "/")))
                    .resolve(".local/state"))
        .resolve(NAME);
  }

  private static Optional<Path> absolute(@Nullable String path) {
    try {
      return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
