package com.hypermindlabs.understudy.assistant.demo;

import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.Orphans;
import com.hypermindlabs.understudy.server.ServerException;
import com.hypermindlabs.understudy.server.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Where everything of one demo lives, to be deleted with it.
 *
 * @param root a folder with a name that nobody else has, as its real path
 * @param account runs the servers
 */
record DemoFolder(Path root, Account account) {
  private static final String PREFIX = "understudy-demo-";

  /** Makes one below the first folder for temporary files that the servers' account may enter. */
  static DemoFolder create() throws IOException {
    Account account = Account.forServer();
    for (String parent : List.of(System.getProperty("java.io.tmpdir"), "/var/tmp", "/tmp")) {
      Path folder = Path.of(parent);
      if (Files.isWritable(folder) && account.barrier(folder.toRealPath()).isEmpty()) {
        Path root = Files.createTempDirectory(folder.toRealPath(), PREFIX);
        // The servers' account has to pass through; nobody else has to look inside.
        Files.setPosixFilePermissions(
            root, PosixFilePermissions.fromString(account.switched() ? "rwx--x--x" : "rwx------"));
        return new DemoFolder(root, account);
      }
    }
    throw new ServerException(
        "make a folder for the demo: PostgreSQL does not run as root, and its account "
            + account.name()
            + " may not enter the folder for temporary files",
        "set TMPDIR to a folder that everybody may enter, or run as an ordinary user");
  }

  /** Of the primary alone. */
  Path primary() {
    return root.resolve("primary");
  }

  /** The site's state directory, with the fallback in it. */
  Path state() {
    return root.resolve("state");
  }

  /** Where PostgreSQL is unpacked to: the state directory's own place, shared by both servers. */
  Path binaries() {
    return state().resolve("binaries");
  }

  /** Makes the folders below. */
  void prepare() throws IOException {
    Files.createDirectory(state());
    Files.setPosixFilePermissions(state(), Files.getPosixFilePermissions(root));
    Files.createDirectory(primary());
    account.own(primary());
  }

  /** Ends what still runs in it and deletes it. */
  void delete() throws IOException {
    Orphans.endIn(root);
    Trees.delete(root);
  }
}
