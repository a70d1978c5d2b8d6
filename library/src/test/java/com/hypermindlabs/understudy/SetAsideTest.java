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
import com.hypermindlabs.understudy.status.StatusText;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

  /** As a standby that was behind and was promoted. */
  private void loseCommitsOfThePrimary() throws Exception {
    execute(
        site.direct(),
        "UPDATE understudy.site SET nonce = gen_random_uuid(), previous = gen_random_uuid(),"
            + " xid = '3'");
  }

  @Test
  void aPrimaryThatLostCommitsIsMergedIntoOnceTheOperatorConfirms() throws Exception {
    loseTheFallback();
    loseCommitsOfThePrimary();
    Understudy.setFallbackAside(settings(), "its disk is gone");
    assertThat(Understudy.observe(settings()).journal().waitsFor())
        .isEqualTo("what was set aside is merged when the fallback can be read");
    site.site().mendFallback();
    List<String> said = new CopyOnWriteArrayList<>();
    try (Understudy understudy =
        Understudy.builder(settings())
            .migrations(TestSite::migrate)
            .onEvent(event -> said.add(event.toString()))
            .start()) {
      StatusReport report =
          site.await(
              understudy,
              one -> String.valueOf(one.journal().waitsFor()).contains("--confirm-primary"));
      assertThat(report.mode()).isEqualTo(Mode.NORMAL);
      assertThat(StatusText.table(report, Instant.now()))
          .contains("2 rows to hand back; what was set aside is not merged yet");
      assertThat(said).noneMatch(event -> event.contains("filled anew"));
      understudy.returnToPrimary();
      assertThat(text(site.direct(), ROWS)).isEqualTo("1before,2before");

      understudy.returnToConfirmedPrimary();
      assertThat(text(site.direct(), ROWS)).isEqualTo("1ours,2before,3ours");
      report = site.awaitReturned(understudy);
      assertThat(report.lastReturn().checksumsEqual()).isTrue();
      assertThat(report.journal().waitsFor()).isNull();
      site.awaitCaughtUp(understudy);
    }
  }

  @Test
  void aConfirmationSaysWhatIsInItsWay() throws Exception {
    loseTheFallback();
    Understudy.setFallbackAside(settings(), "its disk is gone");
    try (Understudy understudy = start()) {
      assertThatThrownBy(understudy::returnToConfirmedPrimary)
          .isInstanceOf(StartException.class)
          .hasMessageContaining("merge what was set aside");
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
