package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a provisioned fallback costs over initdb and pg_ctl of the same binaries. */
final class ProvisionTime implements Benchmark {
  private static final String BARE = "initdb, pg_ctl start";

  @Override
  public String name() {
    return "provision";
  }

  @Override
  public String title() {
    return "Provisioning a local PostgreSQL";
  }

  @Override
  public String method() {
    return "Cold: from an empty directory to a server that is initialised, started, has its roles,"
        + " its database and its verification. Warm: the server of before is started again. Beside"
        + " it `initdb` and `pg_ctl start` of the same binaries with fsync on, the embedded server of"
        + " zonky (no password, no fsync, deleted at the end), and Debian's `pg_createcluster`"
        + " (PostgreSQL 15). Unpacking the archive happens once a version and is not part of it.";
  }

  @Override
  public void run(Scale scale, Results results) throws Exception {
    int turns = scale.pick(5, 15);
    List<double[]> ours = new ArrayList<>();
    List<double[]> bare = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      ours.add(ours());
      bare.add(ProvisionPeers.bare());
    }
    Measure cold = Measure.millis("cold", "at most 1.5 times initdb and pg_ctl");
    Measure warm = Measure.millis("warm", "at most 1.2 times pg_ctl");
    results.add(cold, Results.OURS, column(ours, 0));
    results.add(cold, BARE, column(bare, 0));
    results.add(warm, Results.OURS, column(ours, 1));
    results.add(warm, BARE, column(bare, 1));
    peers(cold, warm, turns, results);
    results.note(ratio("cold", ours, bare, 0));
    results.note(ratio("warm", ours, bare, 1));
  }

  private static void peers(Measure cold, Measure warm, int turns, Results results)
      throws Exception {
    ProvisionPeers.zonky(); // unpacks its archive
    List<double[]> zonky = new ArrayList<>();
    List<double[]> debian = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      zonky.add(ProvisionPeers.zonky());
      if (ProvisionPeers.hasDebian()) {
        debian.add(ProvisionPeers.debian());
      }
    }
    results.add(cold, "zonky's embedded server", column(zonky, 0));
    if (!debian.isEmpty()) {
      results.add(cold, "pg_createcluster", column(debian, 0));
      results.add(warm, "pg_ctlcluster start", column(debian, 1));
    }
  }

  private static String ratio(String name, List<double[]> ours, List<double[]> bare, int column) {
    double[] ratio = new double[ours.size()];
    for (int i = 0; i < ratio.length; i++) {
      ratio[i] = ours.get(i)[column] / bare.get(i)[column];
    }
    return String.format(
        Locale.ROOT, "%s: turn by turn, %s times initdb and pg_ctl.", name, Figures.spread(ratio));
  }

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }

  /** Cold and warm, in milliseconds. */
  private static double[] ours() throws Exception {
    try (BenchSite site = BenchSite.of("127.0.0.1", 1, true)) {
      Provisioner provisioner =
          new Provisioner(site.settings().fallback(), site.folder(), ProgressListener.SILENT);
      double cold = Stopwatch.millis(provisioner::provision);
      provisioner.stop();
      return new double[] {cold, Stopwatch.millis(provisioner::start)};
    }
  }
}
