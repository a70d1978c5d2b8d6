package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.SQLException;

/** Ours; what is carried is carried by one cycle. */
final class OurPeer implements Peer {
  private final BenchMirror mirror;

  OurPeer(BenchPrimary primary, TestServer other) throws SQLException {
    mirror = new BenchMirror(primary, other);
  }

  @Override
  public void seed() {
    mirror.cycle();
  }

  @Override
  public void carry() {
    mirror.cycle();
  }

  @Override
  public TestDatabase copy() {
    return mirror.target();
  }

  @Override
  public AutoCloseable atWork() {
    return MirrorThread.start(mirror);
  }

  @Override
  public void close() throws SQLException {
    mirror.close();
  }
}
