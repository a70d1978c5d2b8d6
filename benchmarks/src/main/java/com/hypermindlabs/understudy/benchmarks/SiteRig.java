package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Ours: a primary behind a link, and a site with a provisioned fallback and default settings. */
final class SiteRig implements Rig {
  private final TestServer primary;
  private final FaultProxy link;
  private final BenchSite site;
  private final Understudy understudy;

  private SiteRig(TestServer primary, FaultProxy link, BenchSite site, Understudy understudy) {
    this.primary = primary;
    this.link = link;
    this.site = site;
    this.understudy = understudy;
  }

  static SiteRig start() throws Exception {
    TestServer primary = TestServer.start();
    FaultProxy link = FaultProxy.to(primary);
    BenchSite site = BenchSite.of(link.host(), link.port(), true);
    SiteRig rig = new SiteRig(primary, link, site, site.start());
    awaitMirror(rig.understudy);
    return rig;
  }

  /** Until the fallback has the primary's tables and rows. */
  static void awaitMirror(Understudy understudy) {
    while (understudy.status().fallback().dataAsOf() == null) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @Override
  public DataSource source() {
    return understudy.dataSource();
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

  @Override
  public boolean returned() {
    return understudy.status().mode() == Mode.NORMAL;
  }

  @Override
  public Connection truth() throws SQLException {
    return primary.maintenance().connect();
  }

  @Override
  public void close() throws Exception {
    try (primary;
        link;
        site;
        understudy) {
      link.pass();
    }
  }
}
