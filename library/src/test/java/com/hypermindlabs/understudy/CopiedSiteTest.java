package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.PrimaryIdentity;
import com.hypermindlabs.understudy.status.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A virtual machine that was set up, and cloned for the next shop. */
@Tag("slow")
class CopiedSiteTest {
  private static final String REGISTERED = "SELECT max(registered) FROM understudy.site";

  private final Set<PrimaryIdentity> told = ConcurrentHashMap.newKeySet();

  @Test
  void ofTwoCopiesOfASiteOneMirrorsAndTheOtherStopsAndSaysWhy() throws Exception {
    try (HealingSite site = new HealingSite();
        TestSite copy = TestSite.bare()) {
      try (Understudy before = site.start()) {
        execute(before.dataSource(), "INSERT INTO note VALUES (1, 'a')");
        site.awaitMirrored(before);
        site.awaitCaughtUp(before);
      }
      site.site().killFallback();
      copy(site.site().folder(), copy.folder());
      int port = site.primary().port();
      try (Understudy one = start(site.settings(port, ReturnMode.AUTO));
          Understudy other = start(HealingSite.settings(copy, port, ReturnMode.AUTO))) {
        awaitOneStopped(site, one, other);
        assertThat(told).containsOnly(PrimaryIdentity.OVERTAKEN);

        Understudy mirrors = stopped(one) ? other : one;
        String registered = text(site.direct(), REGISTERED);
        execute(site.direct(), "INSERT INTO note VALUES (0, 'last')");
        site.awaitCaughtUp(mirrors);
        assertThat(text(site.direct(), REGISTERED)).as("nothing filled anew").isEqualTo(registered);
        assertThat(List.of(one, other)).filteredOn(CopiedSiteTest::stopped).hasSize(1);
      }
    }
  }

  private Understudy start(Settings settings) {
    return Understudy.builder(settings)
        .migrations(TestSite::migrate)
        .onEvent(
            event -> {
              if (event instanceof Event.PrimaryChanged changed) {
                told.add(changed.identity());
              }
            })
        .start();
  }

  /** There is something to carry all the time. */
  private static void awaitOneStopped(HealingSite site, Understudy one, Understudy other) {
    int[] id = {100};
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              execute(site.direct(), "INSERT INTO note VALUES (" + id[0]++ + ", 'more')");
              return stopped(one) || stopped(other);
            });
  }

  private static boolean stopped(Understudy site) {
    return String.valueOf(site.status().mirror().reason()).contains("goes on as this site");
  }

  private static void copy(Path from, Path to) throws Exception {
    String pack = "cd '" + from + "' && tar cf - --exclude ./binaries .";
    Process copied =
        new ProcessBuilder("sh", "-c", pack + " | (cd '" + to + "' && tar xpf -)")
            .inheritIO()
            .start();
    assertThat(copied.waitFor()).isZero();
  }
}
