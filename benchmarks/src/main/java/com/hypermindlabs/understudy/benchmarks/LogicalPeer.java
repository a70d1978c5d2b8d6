package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's own logical replication. */
final class LogicalPeer implements Peer {
  private final BenchPrimary primary;
  private final TestDatabase copy;
  private @Nullable Subscription subscription;

  LogicalPeer(BenchPrimary primary, TestServer other) throws Exception {
    this.primary = primary;
    this.copy = Peer.plainCopy(other);
  }

  @Override
  public void seed() throws SQLException {
    subscription = new Subscription(primary, copy::connect);
  }

  @Override
  public void settle() throws SQLException {
    if (subscription != null) {
      subscription.awaitReady();
    }
  }

  @Override
  public TestDatabase copy() {
    return copy;
  }

  @Override
  public void close() throws SQLException {
    if (subscription != null) {
      subscription.close();
    }
    copy.server().drop(copy);
  }
}
