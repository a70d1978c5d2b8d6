package com.hypermindlabs.understudy.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** HikariCP over HAProxy over a cluster of two under Patroni. */
final class PatroniRig implements Rig {
  private final PatroniCluster cluster;
  private final HikariDataSource pool;

  private PatroniRig(PatroniCluster cluster, HikariDataSource pool) {
    this.cluster = cluster;
    this.pool = pool;
  }

  static PatroniRig start(PatroniCluster.Tuning tuning) throws Exception {
    PatroniCluster cluster = PatroniCluster.start(tuning);
    try {
      HikariDataSource pool = Pools.tunedHostList(cluster.address());
      try {
        BenchSite.migrate(pool);
        return new PatroniRig(cluster, pool);
      } catch (Exception e) {
        pool.close();
        throw e;
      }
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  @Override
  public DataSource source() {
    return pool;
  }

  /** There is no link to reset inside such a cluster: a member's machine dies, or it hangs. */
  @Override
  public long strike(Blow blow) {
    long now = System.nanoTime();
    switch (blow) {
      case KILL, RESET -> cluster.killLeader();
      case SILENCE -> cluster.freezeLeader();
    }
    return now;
  }

  @Override
  public void revive() throws Exception {
    cluster.restart();
  }

  @Override
  public boolean returned() {
    return cluster.whole();
  }

  /** Wherever the leader is. */
  @Override
  public Connection truth() throws SQLException {
    return pool.getConnection();
  }

  @Override
  public void close() throws Exception {
    try (cluster) {
      pool.close();
    }
  }
}
