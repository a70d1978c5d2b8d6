package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.testkit.TestServer;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A pool over two servers that know nothing of each other, the first of them behind a link. */
final class PoolRig implements Rig {
  private final LinkedPrimary primary;
  private final TestServer other;
  private final HikariDataSource pool;

  /** Makes the pool for a list of hosts. */
  interface PoolMaker {
    /** Makes it. */
    HikariDataSource of(Pools.Address... hosts);
  }

  private PoolRig(LinkedPrimary primary, TestServer other, HikariDataSource pool) {
    this.primary = primary;
    this.other = other;
    this.pool = pool;
  }

  static PoolRig start(PoolMaker maker) throws Exception {
    LinkedPrimary primary = LinkedPrimary.start();
    TestServer other = TestServer.start();
    BenchSite.migrate(primary.server().maintenance().dataSource());
    BenchSite.migrate(other.maintenance().dataSource());
    HikariDataSource pool =
        maker.of(
            new Pools.Address(primary.link().host(), primary.link().port()),
            new Pools.Address(other.host(), other.port()));
    return new PoolRig(primary, other, pool);
  }

  @Override
  public DataSource source() {
    return pool;
  }

  @Override
  public long strike(Blow blow) {
    return primary.strike(blow);
  }

  @Override
  public void revive() {
    primary.revive();
  }

  /** It has no such notion: a connection stays where it is until it is retired. */
  @Override
  public boolean returned() {
    return true;
  }

  @Override
  public Connection truth() throws SQLException {
    return primary.truth();
  }

  @Override
  public void close() {
    try (primary;
        other;
        pool) {
      primary.link().pass();
    }
  }
}
