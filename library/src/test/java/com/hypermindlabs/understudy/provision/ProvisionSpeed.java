package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.server.Cluster;
import com.hypermindlabs.understudy.server.FreePort;
import com.hypermindlabs.understudy.server.InstalledBinaries;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Measures provisioning against bare {@code initdb} and {@code pg_ctl start} of the same binaries,
 * turn by turn in one run, and prints medians. The bare commands run with their own defaults (plus
 * a port and no Unix socket), waited for as a shell would.
 *
 * <p>{@code mvn -q -pl understudy -am test-compile exec...} is not needed: docs/provisioning.md has
 * the command.
 */
final class ProvisionSpeed {
  private static final int TURNS = 5;

  private ProvisionSpeed() {}

  /** Arguments: how many turns, 5 when left out; then {@code first} to count the first turn too. */
  public static void main(String[] arguments) throws Exception {
    int turns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : TURNS;
    measure("embedded", TestServer.embedded(), ProvisionMode.EMBEDDED, turns);
    Binaries installed = InstalledBinaries.newest().orElse(null);
    if (installed != null) {
      measure("installed", installed, ProvisionMode.INSTALLED, turns);
    }
  }

  private static void measure(String name, Binaries binaries, ProvisionMode mode, int turns)
      throws Exception {
    List<Long> bareCold = new ArrayList<>();
    List<Long> bareWarm = new ArrayList<>();
    List<Long> cold = new ArrayList<>();
    List<Long> warm = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      bare(binaries, bareCold, bareWarm);
      ours(mode, cold, warm);
    }
    System.out.println("PostgreSQL " + binaries.version() + ", " + name + ", ms of each turn");
    System.out.println("  bare initdb + pg_ctl start " + bareCold);
    System.out.println("  provision()                " + cold);
    System.out.println("  bare pg_ctl start          " + bareWarm);
    System.out.println("  start()                    " + warm);
    System.out.printf(
        "  medians: cold %d / %d = %.2f (at most 1.5), warm %d / %d = %.2f (at most 1.2);"
            + " first turn of this process: cold %.2f, warm %.2f%n",
        median(cold),
        median(bareCold),
        (double) median(cold) / median(bareCold),
        median(warm),
        median(bareWarm),
        (double) median(warm) / median(bareWarm),
        (double) cold.get(0) / median(bareCold),
        (double) warm.get(0) / median(bareWarm));
  }

  private static void bare(Binaries binaries, List<Long> cold, List<Long> warm) throws Exception {
    Path folder = Files.createTempDirectory("understudy-speed-");
    Account account = Account.forServer();
    account.own(folder);
    Path data = folder.resolve("data");
    String options = "-p " + FreePort.onLoopback() + " -k ''";
    String start =
        binaries.program("pg_ctl")
            + " start -s -w -D "
            + data
            + " -l "
            + folder.resolve("log")
            + " -o \""
            + options
            + "\"";
    String stop = binaries.program("pg_ctl") + " stop -s -w -D " + data;
    try {
      long begun = System.nanoTime();
      shell(
          account,
          binaries.program("initdb")
              + " -A scram-sha-256 -U postgres -D "
              + data
              + " --pwfile="
              + passwordFile(folder, account));
      shell(account, start);
      cold.add(millisSince(begun));
      shell(account, stop);
      begun = System.nanoTime();
      shell(account, start);
      warm.add(millisSince(begun));
    } finally {
      Cluster.stop(data, Cluster.StopMode.IMMEDIATE, ClusterStart.TIMEOUT);
      Trees.delete(folder);
    }
  }

  private static void ours(ProvisionMode mode, List<Long> cold, List<Long> warm) throws Exception {
    try (StateFolder folder = new StateFolder()) {
      long begun = System.nanoTime();
      folder.with(StateFolder.settings(mode)).provision();
      cold.add(millisSince(begun));
      folder.with(StateFolder.settings(mode)).stop();
      begun = System.nanoTime();
      boolean started = folder.with(StateFolder.settings(mode)).start().isPresent();
      warm.add(millisSince(begun));
      if (!started) {
        throw new IllegalStateException("nothing to start");
      }
    }
  }

  private static Path passwordFile(Path folder, Account account) throws IOException {
    Path file = Files.writeString(folder.resolve("pw"), "password");
    account.own(file);
    return file;
  }

  private static void shell(Account account, String line) throws Exception {
    List<String> words = new ArrayList<>();
    if (account.switched()) {
      words.addAll(
          List.of(
              "setpriv",
              "--reuid=" + account.name(),
              "--regid=" + account.name(),
              "--init-groups",
              "--"));
    }
    words.addAll(Arrays.asList("sh", "-c", line));
    Process process =
        new ProcessBuilder(words)
            .directory(Path.of("/").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("failed: " + line);
    }
  }

  private static long millisSince(long begun) {
    return (System.nanoTime() - begun) / 1_000_000;
  }

  private static long median(List<Long> values) {
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
