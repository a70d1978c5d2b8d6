package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;

/** What many sites cost the one primary that they are mirrored from. */
final class ManySites implements Benchmark {
  private static final int[] SITES = {1, 10, 50};
  private static final int MANY = 1000;
  private static final int ROWS = 10_000;
  private static final int PACE = 100;
  private static final String CONNECTIONS = "max_connections = 200";
  private static final Measure CPU =
      new Measure("processor time of the primary's server", "ms/s", true, null);
  private static final Measure KEPT =
      new Measure("rows that the change log keeps", "rows", true, null);
  private static final Measure RATE = Measure.rate("the writer", "transactions/s", null);
  private static final Measure LATENCY =
      Measure.millis("one transaction of the writer, median of each turn", null);
  private static final Measure AGE =
      Measure.millis("how old the oldest fallback is at the end of a turn", null);

  @Override
  public String name() {
    return "sites";
  }

  @Override
  public String title() {
    return "Many sites on one primary";
  }

  @Override
  public String method() {
    return "One primary, one client that changes one row in each of "
        + PACE
        + " transactions a second, and a growing number of sites, each with a mirror that takes a"
        + " cycle every second and a fallback database of its own; their probes are left out."
        + " Processor time is that of the primary's server processes alone, as the kernel counts"
        + " it, for each second. The log keeps a change once, however many sites wait for it. All mirrors run in one JVM and all fallbacks on one server, on the"
        + " same cores as the primary, so the writer's times and the fallbacks' age hold work that"
        + " sites do on machines of their own. What is called calculated was not measured: it"
        + " follows the straight line through the medians of 1, 10 and 50 sites.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    Gathered gathered = new Gathered();
    try (TestServer server = TestServer.start("fsync = on", CONNECTIONS);
        TestServer fallbacks = TestServer.start(CONNECTIONS);
        BenchPrimary primary = new BenchPrimary(server, ROWS);
        SteadyWriter writer = new SteadyWriter(primary, PACE, ROWS);
        BenchSites sites = new BenchSites(primary, fallbacks)) {
      primary.installCapture();
      measure(primary, writer, sites, scale, gathered);
      for (int count : SITES) {
        sites.growTo(count);
        measure(primary, writer, sites, scale, gathered);
      }
    }
    gathered.into(results);
    calculate(gathered, results);
  }

  private static void measure(
      BenchPrimary primary, SteadyWriter writer, BenchSites sites, Scale scale, Gathered gathered)
      throws SQLException {
    int seconds = scale.pick(3, 20);
    String subject = subject(sites.count());
    long server = primary.database().server().pid();
    // Warms up.
    writer.write(seconds);
    for (int i = 0; i < scale.pick(5, 7); i++) {
      long begun = System.nanoTime();
      double before = ServerCpu.seconds(server);
      SteadyWriter.Pace pace = writer.write(seconds);
      double used = ServerCpu.seconds(server) - before;
      gathered.add(CPU, subject, used * 1e12 / (System.nanoTime() - begun));
      gathered.add(KEPT, subject, kept(primary));
      gathered.add(RATE, subject, pace.rate());
      gathered.add(LATENCY, subject, pace.millis());
      if (sites.count() > 0) {
        gathered.add(AGE, subject, sites.oldestMillis());
      }
    }
  }

  private static double kept(BenchPrimary primary) throws SQLException {
    try (Connection connection = primary.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM (TABLE understudy.recent UNION ALL TABLE understudy.change) l")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String subject(int sites) {
    return sites == 0
        ? "no site"
        : String.format(
            Locale.ROOT, "%s, %,d %s", Results.OURS, sites, sites == 1 ? "site" : "sites");
  }

  private static void calculate(Gathered gathered, Results results) {
    StraightLine line =
        StraightLine.through(
            Arrays.stream(SITES).asDoubleStream().toArray(),
            Arrays.stream(SITES)
                .mapToDouble(count -> gathered.median(CPU, subject(count)))
                .toArray());
    results.remark(
        CPU,
        subject(MANY) + ", calculated",
        String.format(Locale.ROOT, "%.1f and %.2f for each site", line.constant(), line.slope()),
        line.at(MANY));
  }
}
