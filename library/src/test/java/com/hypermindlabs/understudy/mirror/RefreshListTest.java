package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

/** Keys that are read from the primary again, whatever the log says. */
class RefreshListTest {
  private static void ask(MirroredSite site, int keys) throws Exception {
    TwoServers.run(
        site.servers.fallback(),
        "INSERT INTO understudy.refresh SELECT n, ARRAY[i::text] FROM understudy.covered,"
            + " generate_series(1, "
            + keys
            + ") i WHERE name LIKE '%\"t\"'");
  }

  /** What a migration that fills a column of a large table leaves. */
  @Test
  void aLongOneIsNotKeptInTheApplicationsMemory() throws Exception {
    try (MirroredSite site = MirroredSite.shared("CREATE TABLE t (id int PRIMARY KEY, v int)")) {
      assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
      ask(site, 1_000_000);
      System.gc();
      long before = used();
      try (Connection connection = site.servers.fallback().open()) {
        var asked = MirrorTables.refresh(connection);
        System.gc();
        long bytes = used() - before;
        assertThat(bytes / (1 << 20)).as("MB for %s", asked).isLessThan(50);
      }
    }
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void itIsWorkedOffInPartsBesideTheLog() throws Exception {
    try (MirroredSite site = MirroredSite.shared("CREATE TABLE t (id int PRIMARY KEY, v int)")) {
      site.servers.onPrimary("INSERT INTO t SELECT i, i FROM generate_series(1, 12000) i");
      assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
      TwoServers.run(site.servers.fallback(), "UPDATE t SET v = 0", "DELETE FROM t WHERE id = 3");
      ask(site, 12_001);
      site.servers.onPrimary("UPDATE t SET v = -1 WHERE id < 10");
      site.cycle();
      assertSame(site, "t");
      assertThat(site.reseeded).isEmpty();
      assertThat(site.onFallback("SELECT * FROM understudy.refresh")).isEmpty();
      assertThat(site.cycle().state()).isEqualTo(State.IDLE);
    }
  }
}
