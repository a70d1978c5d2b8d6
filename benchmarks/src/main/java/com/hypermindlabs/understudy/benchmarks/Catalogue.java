package com.hypermindlabs.understudy.benchmarks;

import java.util.List;

/** All benchmarks, in the order of the report. */
final class Catalogue {
  static final List<Benchmark> ALL =
      List.of(
          new BorrowCost(),
          new FailoverTime(),
          new ReturnOutcome(),
          new ReturnPause(),
          new MirrorSpeed(),
          new PeerSpeed(),
          new TableGrowth(),
          new ManySites(),
          new CaptureCost(),
          new ReconcileSpeed(),
          new SearchQuality(),
          new ProvisionTime(),
          new StartTime(),
          new ClusterPrimary());

  private Catalogue() {}

  /** The one of that name. */
  static Benchmark named(String name) {
    return ALL.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no benchmark is called "
                        + name
                        + "; there are "
                        + ALL.stream().map(Benchmark::name).toList()));
  }
}
