package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.ROWS;
import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.persist;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An operator orders the primary while the fallback cannot be read, and may hold writes. */
@Tag("slow")
class SetAsideTest {
  private static final String ALL = "1ours,2theirs,3ours,4theirs";

  private HealingSite site;

  @BeforeEach
  void startServers() {
    site = new HealingSite();
  }

  @AfterEach
  void stopServers() {
    site.close();
  }

  private Settings settings() {
    return site.settings(site.primary().port(), ReturnMode.AUTO);
  }

  private Understudy start() {
    return site.start(site.primary().port(), StepHook.NONE);
  }

  /** Degraded with two changed rows; then every process has ended, and the fallback is broken. */
  private void loseTheFallback() throws Exception {
    try (Understudy understudy = start()) {
      site.degrade(understudy);
    }
    site.site().killFallback();
    site.site().breakFallback();
    site.primary().restart();
  }

  private void writeTheirs(Understudy understudy) throws Exception {
    execute(understudy.dataSource(), "INSERT INTO note VALUES (4, 'theirs')");
    execute(understudy.dataSource(), "UPDATE note SET text = 'theirs' WHERE id = 2");
  }

  /** What was set aside has arrived, and the site is protected again. */
  private void isMergedAndProtected(Understudy understudy) throws Exception {
    StatusReport report = site.awaitReturned(understudy);
    assertThat(report.lastReturn().checksumsEqual()).isTrue();
    assertThat(text(site.direct(), ROWS)).isEqualTo(ALL);
    site.awaitCaughtUp(understudy);
    site.primary().kill();
    site.await(understudy, Mode.DEGRADED);
    persist(understudy.dataSource(), "INSERT INTO note VALUES (5, '!')");
    assertThat(text(understudy.dataSource(), ROWS)).isEqualTo(ALL + ",5!");
  }

  @Test
  @Tag("thorough")
  void runningProcessesGoOnThereAndTheJournalIsMergedWhenItCanBeRead() throws Exception {
    loseTheFallback();
    try (Understudy understudy = start()) {
      assertThat(understudy.status().mode()).isEqualTo(Mode.OUTAGE);
      Understudy.setFallbackAside(settings(), "its disk is gone");
      StatusReport report = site.await(understudy, Mode.NORMAL);
      assertThat(report.route().reason()).isEqualTo("its disk is gone");
      writeTheirs(understudy);
      assertThat(text(understudy.dataSource(), ROWS)).isEqualTo("1before,2theirs,4theirs");
      site.site().mendFallback();
      isMergedAndProtected(understudy);
    }
  }

  @Test
  void aLaterStartGoesThereAndMergesTheJournal() throws Exception {
    loseTheFallback();
    Understudy.setFallbackAside(settings(), "its disk is gone");
    try (Understudy understudy = start()) {
      assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
      writeTheirs(understudy);
    }
    site.site().mendFallback();
    try (Understudy understudy = start()) {
      assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
      isMergedAndProtected(understudy);
    }
  }

  @Test
  void itIsRefusedWhereAnOrdinaryReturnIsPossible() throws Exception {
    try (Understudy understudy = start()) {
      site.degrade(understudy);
    }
    site.primary().restart();
    assertThatThrownBy(() -> Understudy.setFallbackAside(settings(), "in haste"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("it can be read");
    try (Understudy understudy = start()) {
      site.isWhole(understudy);
    }
    assertThatThrownBy(() -> Understudy.setFallbackAside(settings(), "again"))
        .hasMessageContaining("holds nothing that the primary does not have");
  }
}
