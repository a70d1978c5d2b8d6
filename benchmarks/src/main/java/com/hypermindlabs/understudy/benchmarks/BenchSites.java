package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Sites of one primary whose mirrors are at work, each in a thread of its own. */
final class BenchSites implements AutoCloseable {
  private final BenchPrimary primary;
  private final TestServer fallbacks;
  private final List<BenchMirror> mirrors = new ArrayList<>();
  private final List<MirrorThread> threads = new ArrayList<>();

  /**
   * None yet.
   *
   * @param fallbacks has the databases of all of them
   */
  BenchSites(BenchPrimary primary, TestServer fallbacks) {
    this.primary = primary;
    this.fallbacks = fallbacks;
  }

  int count() {
    return mirrors.size();
  }

  /** Adds sites until there are that many, each with a seeded fallback. */
  void growTo(int count) throws SQLException {
    while (mirrors.size() < count) {
      BenchMirror mirror = new BenchMirror(primary, fallbacks);
      mirrors.add(mirror);
      mirror.cycle();
      threads.add(MirrorThread.start(mirror));
    }
  }

  /** The age of the oldest fallback's data; fails when a mirror has. */
  double oldestMillis() {
    return threads.stream().mapToDouble(MirrorThread::age).max().orElseThrow();
  }

  @Override
  public void close() throws SQLException {
    threads.forEach(MirrorThread::close);
    for (BenchMirror mirror : mirrors) {
      mirror.close();
    }
  }
}
