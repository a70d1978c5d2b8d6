package com.hypermindlabs.understudy.route;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The folder in which a site keeps its state; every process of the site on this host opens the
 * same.
 *
 * @param path the folder
 * @param siteName tells this site's sessions apart from other sites' on the primary
 * @param map the route that all processes share
 * @param file the route for people and restarts
 * @param leader the lock of the leading process
 */
public record StateDirectory(
    Path path, String siteName, RouteMap map, RouteFile file, LeaderLock leader)
    implements AutoCloseable {
  private static final int NAME_BYTES = 4;
  private static final String MAP = "route.map";
  static final String RECORD = "route.json";

  /**
   * Opens the folder, which is made when missing.
   *
   * @throws StateDirectoryException when it cannot be used, with the remedy
   */
  public static StateDirectory open(Path path) {
    try {
      Files.createDirectories(path);
      return new StateDirectory(
          path,
          siteName(path.resolve("site")),
          RouteMap.open(path.resolve(MAP)),
          RouteFile.in(path),
          LeaderLock.open(path.resolve("leader.lock")));
    } catch (IOException e) {
      throw StateDirectoryException.of("open", path, e);
    }
  }

  /** What an operator has set aside of the fallback, if anything. */
  public SetAside setAside() {
    return SetAside.in(path);
  }

  /**
   * Forgets the route, whose epochs are those of a fallback that was destroyed: the next one begins
   * at 0. Only by the leader of a site without other processes; close this object afterwards.
   *
   * @throws StateDirectoryException when a file cannot be deleted
   */
  public void forgetRoute() {
    try {
      // The record last: until it is gone, a start without the fallback asks the operator.
      Files.deleteIfExists(path.resolve(SetAside.FILE));
      Files.deleteIfExists(path.resolve(MAP));
      Files.deleteIfExists(path.resolve(RECORD));
    } catch (IOException e) {
      throw StateDirectoryException.of("forget the route in", path, e);
    }
  }

  /** Drawn once; of several processes that draw at once, the first to link its file in wins. */
  private static String siteName(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] drawn = new byte[NAME_BYTES];
      new SecureRandom().nextBytes(drawn);
      Path scratch = Files.createTempFile(file.getParent(), "site", ".tmp");
      try {
        Files.writeString(scratch, HexFormat.of().formatHex(drawn));
        Files.createLink(file, scratch);
      } catch (FileAlreadyExistsException e) {
        return Files.readString(file);
      } finally {
        Files.deleteIfExists(scratch);
      }
    }
    return Files.readString(file);
  }

  @Override
  public void close() {
    try {
      leader.close();
    } catch (IOException e) {
      throw StateDirectoryException.of("close", path, e);
    }
  }
}
