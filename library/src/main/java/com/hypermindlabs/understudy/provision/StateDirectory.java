package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.FileCause;
import com.hypermindlabs.understudy.server.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Sees to it that the state directory can be used: there, ours, writable, with room, and within
 * reach of the account that the server runs under.
 */
record StateDirectory(StateLayout layout, Account account) {
  /** A new cluster takes 40 MB and its first write-ahead log 16 MB. */
  private static final long ROOM_FOR_A_CLUSTER = 100L << 20;

  /** Makes what is missing and checks the rest. */
  void prepare() throws IOException {
    makeRoot();
    requireOurs();
    if (!Files.isDirectory(layout.fallback())) {
      Files.createDirectories(layout.fallback());
    }
    account.own(layout.fallback());
    Files.setPosixFilePermissions(layout.fallback(), PosixFilePermissions.fromString("rwx------"));
    requireReach();
  }

  /** Makes the directory alone, so that its lock can be taken. */
  void makeRoot() throws IOException {
    Path root = layout.root();
    if (Files.isDirectory(root)) {
      return;
    }
    if (Files.exists(root)) {
      throw Failures.directory(root, "it is no directory", "choose another --state-dir");
    }
    try {
      Files.createDirectories(root);
      // The server's account has to pass through; nobody else has to look inside.
      Files.setPosixFilePermissions(
          root, PosixFilePermissions.fromString(account.switched() ? "rwx--x--x" : "rwx------"));
    } catch (IOException e) {
      throw Failures.directory(
          root,
          "it cannot be made: " + FileCause.inWords(e),
          "make it yourself, or choose another --state-dir");
    }
  }

  /** Somebody else's directory, or one we may only read, is left alone. */
  void requireOurs() throws IOException {
    Path root = layout.root();
    String owner = Files.getOwner(root).getName();
    boolean ours = owner.equals(Account.own().name()) || account.owns(root);
    if (!ours && (Account.isRoot() || !Files.isWritable(root))) {
      throw Failures.directory(
          root, "it belongs to " + owner, "run as " + owner + ", or choose another --state-dir");
    }
    if (!Files.isWritable(root) || !Files.isExecutable(root)) {
      throw Failures.directory(
          root, "it is not writable", "chmod u+rwx " + root + ", or choose another --state-dir");
    }
  }

  void requireRoom() throws IOException {
    long usable = Files.getFileStore(layout.root()).getUsableSpace();
    if (usable < ROOM_FOR_A_CLUSTER) {
      throw Failures.diskFull(
          "make a data directory in "
              + layout.root()
              + ": only "
              + (usable >> 20)
              + " MB are free, "
              + (ROOM_FOR_A_CLUSTER >> 20)
              + " MB are needed",
          new IOException("too little room"));
    }
  }

  private void requireReach() {
    Optional<Path> barrier = account.barrier(layout.fallback());
    if (barrier.isPresent()) {
      throw Failures.directory(
          layout.root(),
          "PostgreSQL does not run as root, and its account "
              + account.name()
              + " may not enter "
              + barrier.get(),
          "chmod o+x " + barrier.get() + ", or choose another --state-dir, as /var/lib/understudy");
    }
  }
}
