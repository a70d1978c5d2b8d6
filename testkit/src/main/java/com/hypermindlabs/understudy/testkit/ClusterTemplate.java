package com.hypermindlabs.understudy.testkit;

import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.server.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.postgresql.util.PasswordUtil;

/**
 * A cluster as initdb makes it, to be copied: a copy takes a fraction of the time. One for each set
 * of binaries, made when first asked for and deleted with the JVM. Thread-safe.
 */
final class ClusterTemplate {
  private static final Map<Path, Path> MADE = new ConcurrentHashMap<>();
  private static final SecureRandom RANDOM = new SecureRandom();

  private ClusterTemplate() {}

  /** A cluster of its own, with an identity of its own, that was never started. */
  static Cluster copy(Binaries binaries, Path data) throws IOException {
    Account account = Account.forServer();
    Path original = MADE.computeIfAbsent(binaries.directory(), any -> make(binaries, account));
    copyTree(original, data);
    ClusterIdentity.change(data, RANDOM.nextLong(1, Long.MAX_VALUE));
    return new Cluster(binaries, data, account);
  }

  /** Copies a data directory that no server uses meanwhile; the copy has the same owner. */
  static void copyTree(Path from, Path data) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = data.resolve(from.relativize(file));
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static Path make(Binaries binaries, Account account) {
    Path folder = ScratchFolder.untilExit(ScratchFolder.create("understudy-template-"));
    try {
      account.own(folder);
      Path password = Files.writeString(folder.resolve("password"), verifier(TestServer.PASSWORD));
      account.own(password);
      Path data = folder.resolve("data");
      new Cluster(binaries, data, account).initialise(TestServer.SUPERUSER, password, "--no-sync");
      return data;
    } catch (IOException e) {
      throw new UncheckedIOException("make a cluster to be copied in " + folder, e);
    }
  }

  /**
   * With one round: a password that everybody may read needs no protection, and logins are many.
   */
  static String verifier(String password) {
    return PasswordUtil.encodeScramSha256(password.toCharArray(), 1, new byte[16]);
  }
}
