package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Ours beside every other way to have a copy of a table, all on the host's own PostgreSQL. */
final class PeerSpeed implements Benchmark {
  private static final int SINGLES = 1000;
  private static final String NOTHING = "no copy";
  private static final String[] SETTINGS = {
    "wal_level = logical", "max_wal_size = 8GB", "fsync = on", "max_worker_processes = 20"
  };
  private static final Duration POLL = Duration.ofMillis(1);
  private static final Measure LAG = Measure.millis("one commit until it is in the copy", null);
  private static final Measure WRITER =
      Measure.rate("transactions of one inserted row meanwhile", "transactions/s", null);

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public String title() {
    return "Ours beside other ways to have a copy";
  }

  @Override
  public String method() {
    return "As `mirror` and `capture`, but on the PostgreSQL that the host has installed, for which Debian"
        + " packages pglogical and Bucardo, and with `fsync` on. In each turn each of them gets new"
        + " databases: the first copy, one statement that changes every row, single changed rows one"
        + " after the other, each until a client sees the last row of it in the copy; then one"
        + " client inserts, a transaction for each row, while the copying goes on. Ours takes a"
        + " cycle when something is committed, and one a second while the client inserts. Bucardo"
        + " has its defaults, but looks after its workers every second; its daemon runs before the first copy begins.";
  }

  /**
   * One of those that are compared.
   *
   * @param drops whether databases can be dropped on its servers
   */
  private record Contender(
      String name, Peer.Maker maker, TestServer primary, TestServer other, boolean drops) {}

  @Override
  public void run(Scale scale, Results results) throws Exception {
    Optional<Binaries> binaries = TestServer.installed();
    if (binaries.isEmpty()) {
      results.note("No PostgreSQL is installed on this host: nothing was measured.");
      return;
    }
    int major = binaries.get().version().major();
    results.note("All of them on PostgreSQL " + major + ".");
    try (TestServer primary = TestServer.start(binaries.get(), SETTINGS);
        TestServer other = TestServer.start(binaries.get(), SETTINGS)) {
      List<Contender> all = new ArrayList<>();
      all.add(new Contender(Results.OURS, OurPeer::new, primary, other, true));
      all.add(
          new Contender(
              "PostgreSQL's logical replication", LogicalPeer::new, primary, other, true));
      if (!Bucardo.isThereFor(major)) {
        results.note("Bucardo or its PL/Perl is not installed; it was left out.");
        withPglogical(binaries.get(), all, scale, results);
        return;
      }
      try (Bucardo bucardo = new Bucardo(primary, other)) {
        Peer.Maker maker = (one, two) -> new BucardoPeer(bucardo, one, two);
        all.add(new Contender("Bucardo", maker, primary, other, true));
        withPglogical(binaries.get(), all, scale, results);
      }
    }
  }

  /** On servers of its own: while it is loaded, no database can be dropped. */
  private static void withPglogical(
      Binaries binaries, List<Contender> others, Scale scale, Results results) throws Exception {
    if (!Pglogical.isThereFor(binaries.version().major())) {
      results.note("pglogical is not installed; it was left out.");
      turns(others, scale, results);
      return;
    }
    String[] settings = Arrays.copyOf(SETTINGS, SETTINGS.length + 1);
    settings[SETTINGS.length] = "shared_preload_libraries = 'pglogical'";
    try (TestServer primary = TestServer.start(binaries, settings);
        TestServer other = TestServer.start(binaries, settings)) {
      Pglogical.admit(primary);
      List<Contender> all = new ArrayList<>(others);
      all.add(new Contender("pglogical", Pglogical::new, primary, other, false));
      turns(all, scale, results);
    }
  }

  private static void turns(List<Contender> all, Scale scale, Results results) throws Exception {
    // Ours alone runs in this JVM, which is cold.
    turn(all.get(0), scale, new Gathered());
    Gathered gathered = new Gathered();
    for (int i = 0; i < scale.pick(5, 7); i++) {
      for (Contender contender : all) {
        turn(contender, scale, gathered);
      }
      try (BenchPrimary alone = new BenchPrimary(all.get(0).primary(), SINGLES)) {
        write(alone, NOTHING, SINGLES, scale.pick(3, 10), gathered);
      }
    }
    gathered.into(results);
  }

  private static void turn(Contender contender, Scale scale, Gathered gathered) throws Exception {
    int rows = scale.pick(50_000, 1_000_000);
    BenchPrimary primary = new BenchPrimary(contender.primary(), rows);
    try (Peer peer = contender.maker().make(primary, contender.other())) {
      copy(primary, peer, contender.name(), rows, gathered);
      lag(primary, peer, contender.name(), scale.pick(10, 50), gathered);
      try (AutoCloseable working = peer.atWork()) {
        write(primary, contender.name(), rows, scale.pick(3, 10), gathered);
      }
    }
    if (contender.drops()) {
      primary.close();
    }
  }

  private static void copy(
      BenchPrimary primary, Peer peer, String name, int rows, Gathered gathered) throws Exception {
    try (Connection connection = peer.copy().connect();
        Statement statement = connection.createStatement()) {
      String last = " FROM bench WHERE id = " + rows;
      double seed =
          Stopwatch.seconds(
              () -> {
                peer.seed();
                Await.yes(statement, "SELECT true" + last, POLL);
              });
      peer.settle();
      Await.yes(statement, "SELECT count(*) = " + rows + " FROM bench");
      primary.change("UPDATE bench SET n = -1");
      double changes =
          Stopwatch.seconds(
              () -> {
                peer.carry();
                Await.yes(statement, "SELECT n = -1" + last, POLL);
              });
      Await.yes(statement, "SELECT count(*) = " + rows + " FROM bench WHERE n = -1");
      gathered.add(rate("first copy of %,d rows", rows), name, rows / seed);
      gathered.add(rate("%,d changed rows", rows), name, rows / changes);
    }
  }

  private static Measure rate(String words, int rows) {
    return Measure.rate(String.format(Locale.ROOT, words, rows), "rows/s", null);
  }

  private static void lag(
      BenchPrimary primary, Peer peer, String name, int commits, Gathered gathered)
      throws Exception {
    try (Connection source = primary.connect();
        Statement change = source.createStatement();
        Connection copy = peer.copy().connect();
        Statement statement = copy.createStatement()) {
      for (int i = 1; i <= commits; i++) {
        String seen = "SELECT n = " + i + " FROM bench WHERE id = " + i;
        change.execute("UPDATE bench SET n = " + i + " WHERE id = " + i);
        double took =
            Stopwatch.millis(
                () -> {
                  peer.carry();
                  Await.yes(statement, seen, POLL);
                });
        gathered.add(LAG, name, took);
      }
    }
  }

  private static void write(
      BenchPrimary primary, String name, int rows, int blocks, Gathered gathered)
      throws SQLException {
    try (Connection connection = primary.connect();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO bench VALUES (?, 0, now(), ?, ?)")) {
      insert.setString(2, "customer");
      insert.setString(3, "about a hundred bytes of a row, as they are in most tables");
      // The first block warms up.
      for (int block = 0; block <= blocks; block++) {
        long begun = System.nanoTime();
        for (int i = 1; i <= SINGLES; i++) {
          insert.setLong(1, rows + (long) block * SINGLES + i);
          insert.executeUpdate();
        }
        if (block > 0) {
          gathered.add(WRITER, name, SINGLES * 1e9 / (System.nanoTime() - begun));
        }
      }
    }
  }
}
