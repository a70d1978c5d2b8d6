package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.route.Mode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Ours: a primary behind a link, and a site with a provisioned fallback and default settings. */
final class SiteRig implements Rig {
  private final LinkedPrimary primary;
  private final BenchSite site;
  private final Understudy understudy;

  private SiteRig(LinkedPrimary primary, BenchSite site, Understudy understudy) {
    this.primary = primary;
    this.site = site;
    this.understudy = understudy;
  }

  static SiteRig start() throws Exception {
    LinkedPrimary primary = LinkedPrimary.start();
    BenchSite site = BenchSite.of(primary.link().host(), primary.link().port(), true);
    SiteRig rig = new SiteRig(primary, site, site.start());
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
    return primary.strike(blow);
  }

  @Override
  public void revive() {
    primary.revive();
  }

  @Override
  public boolean returned() {
    return understudy.status().mode() == Mode.NORMAL;
  }

  @Override
  public Connection truth() throws SQLException {
    return primary.truth();
  }

  @Override
  public void close() throws Exception {
    try (primary;
        site;
        understudy) {
      primary.link().pass();
    }
  }
}
