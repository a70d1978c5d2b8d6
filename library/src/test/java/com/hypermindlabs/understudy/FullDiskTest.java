package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.persist;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.status.StatusReport;
import java.sql.SQLException;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The row of the failure matrix about the fallback's disk: full in each mode. */
@Tag("slow")
@Tag("slow")
class FullDiskTest {
  private static final String COUNT = "SELECT count(*) FROM note";
  // What does not compress, so that it needs its room.
  private static final String LARGE =
      "(SELECT string_agg(md5(random()::text || m), '') FROM generate_series(1, 200) m)";
  private static final String MANY =
      "INSERT INTO note SELECT n, (SELECT string_agg(md5(random()::text || n || m), '')"
          + " FROM generate_series(1, 50) m) FROM generate_series(101, 1600) n";

  private SmallDisk disk;
  private HealingSite site;

  @BeforeEach
  void startServers() throws Exception {
    Assumptions.assumeTrue(Account.isRoot(), "only root may mount a disk");
    disk = SmallDisk.mount();
    site = new HealingSite(TestSite.in(disk.folder()));
  }

  @AfterEach
  void stopServers() throws Exception {
    if (site != null) {
      site.close();
    }
    if (disk != null) {
      disk.close();
    }
  }

  private Understudy start() {
    return site.start(site.primary().port(), StepHook.NONE);
  }

  @Test
  void inNormalModeTheMirrorStopsSaysSoAndGoesOnWhenThereIsRoom() throws Exception {
    try (Understudy understudy = start()) {
      site.awaitMirrored(understudy);
      site.awaitCaughtUp(understudy);
      disk.fill();
      execute(understudy.dataSource(), MANY);
      StatusReport report =
          site.await(
              understudy,
              seen ->
                  "stopped".equals(seen.mirror().state())
                      && String.valueOf(seen.mirror().reason()).contains("disk is full"));
      assertThat(report.mode()).isEqualTo(Mode.NORMAL);
      execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'the primary goes on')");
      disk.free();
      site.awaitCaughtUp(understudy);
      site.primary().kill();
      site.await(understudy, Mode.DEGRADED);
      persist(understudy.dataSource(), "INSERT INTO note VALUES (2, 'ours')");
      assertThat(text(understudy.dataSource(), COUNT)).isEqualTo("1502");
    }
  }

  @Test
  void whileDegradedWritesFailWithTheServersErrorAndNothingAcknowledgedIsLost() throws Exception {
    try (Understudy understudy = start()) {
      site.degrade(understudy);
      disk.fill();
      int acknowledged = 0;
      SQLException failure = null;
      while (failure == null) {
        try {
          int key = 101 + acknowledged;
          execute(understudy.dataSource(), "INSERT INTO note VALUES (" + key + ", " + LARGE + ")");
          acknowledged++;
          assertThat(acknowledged).as("writes on a full disk").isLessThan(20_000);
        } catch (SQLException e) {
          failure = e;
        }
      }
      assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo("53100");
      disk.free();
      persist(understudy.dataSource(), "INSERT INTO note VALUES (4, 'again')");
      String all = String.format(Locale.ROOT, "%d", 4 + acknowledged);
      assertThat(text(understudy.dataSource(), COUNT)).isEqualTo(all);
      site.primary().restart();
      assertThat(site.awaitReturned(understudy).lastReturn().checksumsEqual()).isTrue();
      assertThat(text(site.direct(), COUNT)).isEqualTo(all);
    }
  }

  @Test
  @Tag("thorough")
  void whileReturningItIsSaidAndTheReturnEndsWhenThereIsRoom() throws Exception {
    try (Understudy understudy = start()) {
      site.degrade(understudy);
      persist(understudy.dataSource(), MANY);
      disk.fill();
      site.primary().restart();
      site.await(
          understudy,
          seen -> String.valueOf(seen.journal().waitsFor()).contains("No space left on device"));
      disk.free();
      assertThat(site.awaitReturned(understudy).lastReturn().checksumsEqual()).isTrue();
      assertThat(text(site.direct(), COUNT)).isEqualTo("1503");
    }
  }
}
