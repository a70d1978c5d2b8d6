package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.ROWS;
import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.persist;
import static com.hypermindlabs.understudy.HealingSite.text;
import static com.hypermindlabs.understudy.HealingSite.writeOurs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.PrimaryIdentity;
import com.hypermindlabs.understudy.status.Event;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Cells of the design's failure matrix that need a mirrored site and a return. Those of the column
 * "normal" about the link are in {@link LinkFaultsTest}; full disks, stopped leaders and sick
 * primaries have classes of their own. docs/architecture.md lists all of them.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT) // they wait more than they compute
class FailureMatrixTest {
  private HealingSite site;

  @BeforeEach
  void startServers() {
    site = new HealingSite();
  }

  @AfterEach
  void stopServers() {
    site.close();
  }

  private Understudy start(int port, StepHook steps) {
    return site.start(port, steps);
  }

  private void degrade(Understudy understudy) throws Exception {
    site.degrade(understudy);
  }

  private void isWhole(Understudy understudy) throws Exception {
    site.isWhole(understudy);
  }

  @Test
  void whileDegradedNoFaultOfTheLinkMovesTheSiteNorStopsItsWrites() throws Exception {
    try (FaultProxy link = FaultProxy.to(site.primary());
        Understudy understudy = start(link.port(), step -> {})) {
      execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'before'), (2, 'before')");
      site.awaitMirrored(understudy);
      site.awaitCaughtUp(understudy);
      link.refuse();
      site.await(understudy, Mode.DEGRADED);
      writeOurs(understudy);
      for (Arguments fault : LinkFaultsTest.faults().toList()) {
        staysThrough(fault, link, understudy);
      }
      link.pass();
      isWhole(understudy);
    }
  }

  private void staysThrough(Arguments fault, FaultProxy link, Understudy understudy)
      throws Exception {
    Object[] nameAndFault = fault.get();
    long before = link.injected();
    @SuppressWarnings("unchecked")
    Consumer<FaultProxy> strike = (Consumer<FaultProxy>) nameAndFault[1];
    strike.accept(link);
    site.await(understudy, report -> link.injected() > before);
    execute(understudy.dataSource(), "UPDATE note SET text = 'ours' WHERE id = 1");
    Awaitility.await((String) nameAndFault[0])
        .during(HealingSite.CALM.multipliedBy(2))
        .atMost(Duration.ofSeconds(30))
        .until(() -> understudy.status().mode() == Mode.DEGRADED);
    assertThat(understudy.status().route().epoch()).as("%s", nameAndFault[0]).isEqualTo(1);
  }

  @Test
  void aPrimaryThatDiesWhileTheSiteReturnsLeavesTheJournalIntact() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    StepHook killer =
        step -> {
          if (step.equals("round.merged") && armed.compareAndSet(true, false)) {
            site.primary().kill();
          }
        };
    try (Understudy understudy = start(site.primary().port(), killer)) {
      degrade(understudy);
      armed.set(true);
      site.primary().restart();
      site.await(understudy, report -> !armed.get() && report.mode() == Mode.DEGRADED);
      site.await(understudy, report -> Long.valueOf(2).equals(report.journal().rows()));
      site.await(understudy, report -> report.journal().waitsFor() != null);
      site.primary().restart();
      isWhole(understudy);
    }
  }

  @Test
  void aPrimaryThatDiesRightAfterItsCommitGetsNothingTwice() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    StepHook killer =
        step -> {
          if (step.equals("round.committed") && armed.compareAndSet(true, false)) {
            site.primary().kill();
          }
        };
    try (Understudy understudy = start(site.primary().port(), killer)) {
      degrade(understudy);
      armed.set(true);
      site.primary().restart();
      site.await(understudy, report -> !armed.get() && report.mode() == Mode.DEGRADED);
      site.primary().restart();
      isWhole(understudy);
    }
  }

  @Test
  void aLinkThatFallsSilentWhileTheSiteReturnsLeavesTheJournalIntact() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    try (FaultProxy link = FaultProxy.to(site.primary())) {
      StepHook cutter =
          step -> {
            if (step.equals("round.staged") && armed.compareAndSet(true, false)) {
              link.swallow();
            }
          };
      try (Understudy understudy = start(link.port(), cutter)) {
        degrade(understudy);
        armed.set(true);
        site.primary().restart();
        site.await(understudy, report -> !armed.get() && report.mode() == Mode.DEGRADED);
        execute(understudy.dataSource(), "UPDATE note SET text = 'ours' WHERE id = 1");
        link.pass();
        isWhole(understudy);
      }
    }
  }

  @Test
  void aLinkThatFlapsBringsAboutOneFailoverAndTheReturnWaitsForCalm() throws Exception {
    try (FaultProxy link = FaultProxy.to(site.primary());
        Understudy understudy = start(link.port(), StepHook.NONE)) {
      execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'before'), (2, 'before')");
      site.awaitMirrored(understudy);
      site.awaitCaughtUp(understudy);
      for (int flap = 0; flap < 6; flap++) {
        link.refuse();
        // Longer than from one probe to the next, which would not notice else.
        TimeUnit.MILLISECONDS.sleep(HealingSite.CALM.toMillis() * 2);
        link.pass();
        // Far below, as a busy machine sleeps longer.
        TimeUnit.MILLISECONDS.sleep(HealingSite.CALM.toMillis() * 2 / 5);
      }
      assertThat(understudy.status().route().epoch()).isLessThanOrEqualTo(1);
      link.refuse();
      site.await(understudy, Mode.DEGRADED);
      writeOurs(understudy);
      link.pass();
      isWhole(understudy);
      assertThat(understudy.status().route().epoch()).isEqualTo(2);
    }
  }

  @Test
  void aPrimaryThatLostCommitsIsNotMergedIntoUntilTheOperatorConfirms() throws Exception {
    try (Understudy understudy = start(site.primary().port(), StepHook.NONE)) {
      degrade(understudy);
      site.primary().restart();
      // What a restored backup or a standby that was behind looks like: an older register row.
      loseCommits();
      StatusReport report =
          site.await(
              understudy,
              seen ->
                  seen.journal().waitsFor() != null
                      && seen.journal().waitsFor().contains("lost commits"));
      assertThat(report.mode()).isEqualTo(Mode.DEGRADED);
      assertThatThrownBy(understudy::returnToPrimary).hasMessageContaining("lost commits");
      assertThat(text(site.direct(), ROWS)).isEqualTo("1before,2before");
      understudy.returnToConfirmedPrimary();
      isWhole(understudy);
    }
  }

  /** What is left of the register then is of before. */
  private void loseCommits() throws Exception {
    execute(
        site.direct(),
        "UPDATE understudy.site SET nonce = gen_random_uuid(), previous = gen_random_uuid(),"
            + " xid = '3'");
  }

  @Test
  void aPrimaryThatLostCommitsInNormalModeIsSaidAndTheFallbackFilledAnew() throws Exception {
    List<Event> events = new CopyOnWriteArrayList<>();
    try (Understudy understudy = start(site.primary().port(), StepHook.NONE)) {
      understudy.onEvent(events::add);
      execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'before'), (2, 'before')");
      site.awaitCaughtUp(understudy);
      loseCommits();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  events.stream()
                      .anyMatch(
                          event ->
                              event instanceof Event.PrimaryChanged changed
                                  && changed.identity() == PrimaryIdentity.LOST_COMMITS));
      assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
      site.awaitCaughtUp(understudy);
      site.primary().kill();
      writeOurs(understudy);
      assertThat(text(understudy.dataSource(), ROWS)).isEqualTo("1ours,2before,3ours");
    }
  }

  @Test
  void aPrimaryThatIsAnotherDatabaseIsSaidBeforeItIsUsed() throws Exception {
    try (Understudy understudy = start(site.primary().port(), StepHook.NONE)) {
      execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'before'), (2, 'before')");
      site.awaitCaughtUp(understudy);
    }
    TestDatabase other = site.primary().createDatabase();
    Settings settings = site.settings(site.primary().port(), ReturnMode.AUTO);
    List<Event> events = new CopyOnWriteArrayList<>();
    try (Understudy understudy =
        Understudy.builder(
                new Settings(
                    new DatabaseSettings(
                        settings.database().hosts(),
                        other.name(),
                        other.user(),
                        Secret.of(other.password()),
                        Map.of()),
                    settings.fallback(),
                    settings.failover(),
                    settings.stateDirectory()))
            .migrations(TestSite::migrate)
            .onEvent(events::add)
            .start()) {
      Awaitility.await()
          .until(
              () ->
                  events.stream()
                      .anyMatch(
                          event ->
                              event instanceof Event.PrimaryChanged changed
                                  && changed.identity() == PrimaryIdentity.OTHER_DATABASE));
      assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
      execute(understudy.dataSource(), "INSERT INTO note VALUES (3, 'there')");
      site.awaitCaughtUp(understudy);
      site.primary().kill();
      site.await(understudy, Mode.DEGRADED);
      assertThat(text(understudy.dataSource(), ROWS)).isEqualTo("3there");
    }
  }

  @Test
  void aFallbackThatIsKilledWhileItServesLosesNothingAcknowledged() throws Exception {
    try (Understudy understudy = start(site.primary().port(), StepHook.NONE)) {
      degrade(understudy);
      site.site().killFallback();
      persist(understudy.dataSource(), "UPDATE note SET text = 'ours' WHERE id = 1");
      site.primary().restart();
      isWhole(understudy);
    }
  }

  @Test
  void everythingKilledWhileDegradedIsHandedBackBeforeTheHealthyPrimaryIsUsed() throws Exception {
    try (Understudy understudy = start(site.primary().port(), StepHook.NONE)) {
      degrade(understudy);
    }
    site.site().killFallback();
    site.primary().restart();
    try (Understudy understudy = start(site.primary().port(), StepHook.NONE)) {
      assertThat(understudy.status().mode()).isIn(Mode.DEGRADED, Mode.RETURNING);
      isWhole(understudy);
    }
  }

  @Test
  void aMigrationMeanwhileRunsOnThePrimaryFirst() throws Exception {
    try (Understudy understudy = start(site.primary().port(), StepHook.NONE)) {
      degrade(understudy);
    }
    try (Understudy understudy =
        Understudy.builder(site.settings(site.primary().port(), ReturnMode.AUTO))
            .migrations(
                source -> {
                  TestSite.migrate(source);
                  execute(source, "ALTER TABLE note ADD COLUMN IF NOT EXISTS more text");
                })
            .start()) {
      persist(understudy.dataSource(), "UPDATE note SET more = 'new' WHERE id = 2");
      site.primary().restart();
      site.awaitReturned(understudy);
      String all = "SELECT string_agg(id || text || coalesce(more, ''), ',' ORDER BY id) FROM note";
      assertThat(text(site.direct(), all)).isEqualTo("1ours,2beforenew,3ours");
    }
  }

  @Test
  void twoSitesThatWereDegradedAtOnceBothReturnAndTheirChangesMeet() throws Exception {
    try (TestSite other = TestSite.create();
        Understudy first = start(site.primary().port(), StepHook.NONE);
        Understudy second =
            Understudy.builder(
                    HealingSite.settings(other, site.primary().port(), ReturnMode.MANUAL))
                .migrations(TestSite::migrate)
                .start()) {
      site.awaitMirrored(first);
      site.awaitMirrored(second);
      execute(first.dataSource(), "INSERT INTO note VALUES (1, 'before'), (2, 'before')");
      site.awaitCaughtUp(first);
      site.awaitCaughtUp(second);
      site.primary().kill();
      writeOurs(first);
      site.await(second, Mode.DEGRADED);
      persist(second.dataSource(), "INSERT INTO note VALUES (4, 'others')");
      persist(second.dataSource(), "UPDATE note SET text = 'others' WHERE id = 1");
      site.primary().restart();
      site.awaitReturned(first);
      site.await(second, report -> Boolean.TRUE.equals(report.primary().healthy()));
      second.returnToPrimary();
      StatusReport report = second.status();
      assertThat(report.lastReturn().total().overruled()).isEqualTo(1);
      assertThat(report.lastReturn().checksumsEqual()).isTrue();
      assertThat(text(site.direct(), ROWS)).isEqualTo("1ours,2before,3ours,4others");
    }
  }

  @Test
  void aSiteThatBeganWithoutAPrimaryCarriesEverythingToTheOneItGets() throws Exception {
    try (Understudy local =
        Understudy.builder(site.local()).migrations(TestSite::migrate).start()) {
      assertThat(local.status().mode()).isEqualTo(Mode.LOCAL);
      execute(local.dataSource(), "INSERT INTO note VALUES (1, 'ours'), (3, 'ours')");
    }
    execute(site.direct(), "CREATE TABLE note (id int PRIMARY KEY, text text)");
    execute(site.direct(), "INSERT INTO note VALUES (2, 'before')");
    try (Understudy understudy = start(site.primary().port(), StepHook.NONE)) {
      isWhole(understudy);
    }
  }

  @Test
  void afterAnOrderedFailoverNothingIsStaleAndOnlyAnOrderLeadsBack() throws Exception {
    try (Understudy understudy = start(site.primary().port(), StepHook.NONE)) {
      site.awaitMirrored(understudy);
      site.awaitCaughtUp(understudy);
      execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'before'), (2, 'before')");
      understudy.failOver("maintenance");
      assertThat(text(understudy.dataSource(), ROWS)).isEqualTo("1before,2before");
      writeOurs(understudy);
      site.await(
          understudy,
          report ->
              report.journal().waitsFor() != null
                  && report.journal().waitsFor().contains("operator ordered"));
      TimeUnit.MILLISECONDS.sleep(Duration.ofMillis(300).toMillis());
      assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
      understudy.returnToPrimary();
      isWhole(understudy);
    }
  }
}
