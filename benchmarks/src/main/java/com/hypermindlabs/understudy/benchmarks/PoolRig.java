package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A pool over two servers that know nothing of each other, the first of them behind a link. */
final class PoolRig implements Rig {
  private final TestServer primary;
  private final TestServer other;
  private final FaultProxy link;
  private final HikariDataSource pool;

  /** Makes the pool for a list of hosts. */
  interface PoolMaker {
    /** Makes it. */
    HikariDataSource of(Pools.Address... hosts);
  }

  private PoolRig(TestServer primary, TestServer other, FaultProxy link, HikariDataSource pool) {
    this.primary = primary;
    this.other = other;
    this.link = link;
    this.pool = pool;
  }

  static PoolRig start(PoolMaker maker) throws Exception {
    TestServer primary = TestServer.start();
    TestServer other = TestServer.start();
    FaultProxy link = FaultProxy.to(primary);
    BenchSite.migrate(primary.maintenance().dataSource());
    BenchSite.migrate(other.maintenance().dataSource());
    HikariDataSource pool =
        maker.of(
            new Pools.Address(link.host(), link.port()),
            new Pools.Address(other.host(), other.port()));
    return new PoolRig(primary, other, link, pool);
  }

  @Override
  public DataSource source() {
    return pool;
  }

  @Override
  public long strike(Blow blow) {
    long now = System.nanoTime();
    switch (blow) {
      case KILL -> now = primary.kill();
      case RESET -> link.refuse();
      case SILENCE -> link.swallow();
    }
    return now;
  }

  @Override
  public void revive() {
    primary.restart();
    link.pass();
  }

  /** It has no such notion: a connection stays where it is until it is retired. */
  @Override
  public boolean returned() {
    return true;
  }

  @Override
  public Connection truth() throws SQLException {
    return primary.maintenance().connect();
  }

  @Override
  public void close() {
    try (primary;
        other;
        link;
        pool) {
      link.pass();
    }
  }
}
