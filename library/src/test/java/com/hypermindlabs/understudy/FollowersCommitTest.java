package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The process that commits wakes the mirror, also where another process leads. */
@Tag("slow")
class FollowersCommitTest {
  private static final Duration LONG = Duration.ofSeconds(90);

  private HealingSite site;

  @BeforeEach
  void startServers() {
    site = new HealingSite();
  }

  @AfterEach
  void stopServers() {
    site.close();
  }

  /** So idle that nothing but a commit brings a cycle about. */
  private Settings sleepy() {
    MirrorSettings mirror = MirrorSettings.defaults();
    return site.settings(
        ReturnMode.AUTO,
        new MirrorSettings(
            Duration.ofMinutes(30),
            mirror.logRetention(),
            mirror.logLimit(),
            mirror.sequenceBlock(),
            mirror.exclude(),
            mirror.localTables()),
        ConflictSettings.defaults());
  }

  @Test
  void aCommitOfAProcessThatDoesNotLeadArrivesOnTheFallback() {
    try (Understudy leader = site.start(sleepy())) {
      site.awaitMirrored(leader);
      try (ChildJvm follower =
          LibraryProcess.of(
                  HealingChild.class,
                  site.site().folder().toString(),
                  Integer.toString(site.primary().port()),
                  "1000")
              .start()) {
        follower.awaitLine(line -> line.startsWith("KEPT"), LONG);
        for (int i = 0; i < 3; i++) {
          site.awaitCaughtUp(leader);
        }
        follower.send("stop");
        follower.awaitLine("DONE"::equals, LONG);
      }
    }
  }
}
