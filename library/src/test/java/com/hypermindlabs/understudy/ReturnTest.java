package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.persist;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.Event;
import com.hypermindlabs.understudy.status.ReturnReport;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All the way out and back again. */
@Tag("slow")
class ReturnTest {
  private HealingSite site;

  @BeforeEach
  void startServers() {
    site = new HealingSite();
  }

  @AfterEach
  void stopServers() {
    site.close();
  }

  @Test
  void whatWasWrittenOnEitherSideIsOnBothAfterwards() throws Exception {
    try (Understudy understudy = site.start()) {
      execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'before'), (2, 'before')");
      site.awaitMirrored(understudy);
      site.awaitCaughtUp(understudy);
      site.primary().kill();
      persist(understudy.dataSource(), "UPDATE note SET text = 'ours' WHERE id = 1");
      persist(understudy.dataSource(), "INSERT INTO note VALUES (3, 'ours')");
      StatusReport degraded = understudy.status();
      assertThat(degraded.mode()).isEqualTo(Mode.DEGRADED);
      assertThat(degraded.fallback().dataAsOf()).isNotNull();
      site.await(understudy, report -> Long.valueOf(2).equals(report.journal().rows()));
      site.primary().restart();
      execute(site.direct(), "UPDATE note SET text = 'theirs' WHERE id = 2");
      StatusReport returned = site.awaitReturned(understudy);
      String rows = "SELECT string_agg(id || text, ',' ORDER BY id) FROM note";
      assertThat(text(site.direct(), rows)).isEqualTo("1ours,2theirs,3ours");
      assertThat(text(understudy.dataSource(), rows)).isEqualTo("1ours,2theirs,3ours");
      ReturnReport report = returned.lastReturn();
      assertThat(report.checksumsEqual()).isTrue();
      assertThat(report.total().sent()).isEqualTo(2);
      assertThat(report.total().applied()).isEqualTo(2);
    }
  }

  @Test
  void anOrderedReturnShowsItsReasonAndSaysWhatIsHeld() throws Exception {
    List<Event> events = new CopyOnWriteArrayList<>();
    try (Understudy understudy = site.start(holding())) {
      understudy.onEvent(events::add);
      site.degrade(understudy);
      site.primary().restart();
      execute(site.direct(), "UPDATE note SET text = 'theirs' WHERE id = 1");
      site.await(understudy, report -> Boolean.TRUE.equals(report.primary().healthy()));

      understudy.returnToPrimary("the cable is mended");

      assertThat(understudy.status().route().reason()).isEqualTo("the cable is mended");
      site.await(understudy, report -> report.held() == 1);
      assertThat(text(understudy.dataSource(), HealingSite.ROWS))
          .isEqualTo("1theirs,2before,3ours");
      Awaitility.await()
          .until(
              () ->
                  events.stream()
                      .anyMatch(event -> event instanceof Event.Held held && held.changes() == 1));
    }
  }

  /** Returns on order only, and holds what collides. */
  private Settings holding() {
    return site.settings(
        ReturnMode.MANUAL,
        MirrorSettings.defaults(),
        new ConflictSettings(Map.of(), Map.of("note", "hold")));
  }

  @Test
  void writersMeetNoErrorWhileTheSiteReturns() throws Exception {
    try (Understudy understudy = site.start()) {
      site.awaitMirrored(understudy);
      site.await(understudy, report -> report.mode() == Mode.NORMAL);
      understudy.failOver("maintenance");
      List<String> errors = new CopyOnWriteArrayList<>();
      AtomicInteger written = new AtomicInteger();
      AtomicBoolean stop = new AtomicBoolean();
      List<Thread> writers = new ArrayList<>();
      for (int number = 1; number <= 4; number++) {
        int first = number * 1_000_000;
        Thread writer =
            new Thread(
                () -> {
                  for (int id = first; !stop.get(); id++) {
                    try {
                      execute(understudy.dataSource(), "INSERT INTO note VALUES (" + id + ", 'w')");
                      written.incrementAndGet();
                    } catch (SQLException e) {
                      errors.add(e.getSQLState() + " " + e.getMessage());
                    }
                  }
                });
        writers.add(writer);
        writer.start();
      }
      try {
        understudy.returnToPrimary();
      } finally {
        stop.set(true);
        for (Thread writer : writers) {
          writer.join();
        }
      }
      assertThat(errors).isEmpty();
      assertThat(text(site.direct(), "SELECT count(*) FROM note"))
          .isEqualTo(Integer.toString(written.get()));
      assertThat(understudy.status().lastReturn().pause()).isLessThan(Duration.ofSeconds(10));
    }
  }

  /** Writers wait for each of them, and the primary may be far away. */
  @Test
  void theLastRoundTakesFewRoundTrips() throws Exception {
    try (FaultProxy link = FaultProxy.to(site.primary())) {
      AtomicLong locked = new AtomicLong();
      AtomicLong taken = new AtomicLong();
      AtomicBoolean sent = new AtomicBoolean();
      StepHook steps =
          step -> {
            switch (step) {
              case "return.locked" -> {
                locked.set(link.roundTrips());
                sent.set(false);
              }
              case "round.marked" -> sent.set(true);
              case "return.emptied" -> taken.set(link.roundTrips() - locked.get());
              default -> {}
            }
          };
      try (Understudy understudy = site.start(link.port(), steps)) {
        site.awaitMirrored(understudy);
        site.await(understudy, report -> report.mode() == Mode.NORMAL);
        for (int turn = 1; !sent.get(); turn++) {
          assertThat(turn).as("turns without anything for the last round").isLessThan(10);
          understudy.failOver("maintenance");
          returnUnderLoad(understudy, turn * 1_000_000);
        }
        // 13 to 15, and those of the probe; each step by itself would take more than 30.
        assertThat(taken.get()).isBetween(5L, 24L);
      }
    }
  }

  private static void returnUnderLoad(Understudy understudy, int first) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              for (int id = first; !stop.get(); id++) {
                try {
                  persist(
                      understudy.dataSource(),
                      "INSERT INTO note VALUES (" + id + ", 'w') ON CONFLICT DO NOTHING");
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              }
            });
    writer.start();
    try {
      understudy.returnToPrimary();
    } finally {
      stop.set(true);
      writer.join();
    }
  }

  @Test
  void aReportLeftWithoutProofIsProvenByTheNextLeader() throws Exception {
    try (Understudy understudy = site.start()) {
      site.awaitMirrored(understudy);
      understudy.failOver("maintenance");
      execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'ours')");
      understudy.returnToPrimary();
    }
    Returns returns = new Returns(site.site().folder());
    ReturnReport report = returns.latest().orElseThrow();
    returns.save(
        new ReturnReport(
            report.epoch(),
            report.began(),
            report.ended(),
            report.reason(),
            report.rounds(),
            report.pause(),
            report.tables().stream()
                .map(table -> new ReturnReport.TableReturn(table.name(), table.rows(), null))
                .toList()));
    try (Understudy understudy = site.start()) {
      assertThat(site.awaitReturned(understudy).lastReturn()).isEqualTo(report);
    }
  }
}
