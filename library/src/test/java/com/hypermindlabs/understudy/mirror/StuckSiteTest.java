package com.hypermindlabs.understudy.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A site whose tries all fail, as on a full disk, is to the log as one that is away. */
class StuckSiteTest {
  private static final MirrorSettings SMALL_LOG =
      new MirrorSettings(
          Duration.ofSeconds(1), Duration.ofDays(7), 1 << 20, 100, List.of(), List.of());

  private static MirroredSite site() throws SQLException {
    MirroredSite site = MirroredSite.shared("CREATE TABLE t (id text PRIMARY KEY)");
    site.settings = SMALL_LOG;
    site.mirror.close();
    site.mirror = site.mirror(StepHook.NONE);
    return site;
  }

  private static Mirror failing(MirroredSite site, String at) {
    return site.mirror(
        step -> {
          if (step.equals(at)) {
            throw new IllegalStateException("the fallback's disk is full");
          }
        });
  }

  private static void fail(Mirror mirror, MirroredSite site) throws SQLException {
    try {
      mirror.cycle(site.verdicts, site.epoch());
    } catch (IllegalStateException | MirrorException e) {
      assertThat(e).hasStackTraceContaining("disk is full");
      return;
    }
    throw new AssertionError("it did not fail");
  }

  private static void anHourPasses(MirroredSite site) throws SQLException {
    site.servers.onPrimary(
        "UPDATE " + site.names.of("site") + " SET seen = seen - interval '1 hour'");
  }

  private static List<String> seenOfLate(MirroredSite site) throws SQLException {
    return site.onPrimary(
        "SELECT seen > now() - interval '5 minutes' FROM " + site.names.of("site"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cycle.registered", "seed.registered", "seed.table"})
  void theLogDoesNotWaitForItForEver(String at) throws SQLException {
    try (MirroredSite site = site()) {
      if (at.startsWith("cycle")) {
        assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
      }
      site.mirror.close();
      try (Mirror failing = failing(site, at)) {
        for (int i = 0; i < 4; i++) {
          site.servers.onPrimary(
              "INSERT INTO t SELECT gen_random_uuid() FROM generate_series(1, 20000)");
          fail(failing, site);
        }
        anHourPasses(site);
        fail(failing, site);
      }
      site.servers.onPrimary("SELECT " + site.names.of("prune") + "(1000000)");
      String size =
          "(SELECT coalesce(sum(pg_column_size(l)), 0) FROM (TABLE "
              + site.names.of("recent")
              + " UNION ALL TABLE "
              + site.names.of("change")
              + ") l)";
      assertThat(
              site.onPrimary(
                  "SELECT dropped IS NOT NULL OR "
                      + size
                      + " < 2 * log_limit FROM "
                      + site.names.of("site")))
          .as("with %s bytes in the log", site.onPrimary("SELECT " + size))
          .containsExactly("t");
    }
  }

  @Test
  void onceItComesFurtherItIsSeenAgain() throws SQLException {
    try (MirroredSite site = site()) {
      assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
      site.mirror.close();
      site.servers.onPrimary("INSERT INTO t VALUES ('a')");
      try (Mirror failing = failing(site, "cycle.registered")) {
        fail(failing, site);
        anHourPasses(site);
        fail(failing, site);
        assertThat(seenOfLate(site)).containsExactly("f");
      }
      site.mirror = site.mirror(StepHook.NONE);
      for (String value : List.of("'b'", "'c'")) {
        site.servers.onPrimary("INSERT INTO t VALUES (" + value + ")");
        assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      }
      assertThat(seenOfLate(site)).containsExactly("t");
      assertThat(site.reseeded).isEmpty();
    }
  }
}
