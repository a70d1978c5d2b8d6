package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.status.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is told is what has happened. */
@Tag("slow")
class QuietLogTest {
  private final List<Event> events = new CopyOnWriteArrayList<>();
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
  void aStartThatFindsAllAsItWasTellsOfNoChangeAndAMendedTableOfItsReason() throws Exception {
    try (Understudy understudy = site.start()) {
      site.awaitMirrored(understudy);
      understudy.failOver("a test");
      understudy.returnToPrimary();
    }
    try (Understudy understudy =
        Understudy.builder(site.settings(site.primary().port(), ReturnMode.AUTO))
            .migrations(TestSite::migrate)
            .onEvent(events::add)
            .start()) {
      site.awaitCaughtUp(understudy);
      assertThat(understudy.status().route().epoch()).isPositive();
      assertThat(events).noneMatch(event -> event instanceof Event.ModeChanged);
      execute(site.direct(), "ALTER TABLE note ADD COLUMN foo text");
      execute(site.direct(), "INSERT INTO note VALUES (1, 'drifted')");
      site.await(understudy, report -> told("its columns differ: foo is on the primary only"));
      execute(site.direct(), "ALTER TABLE note DROP COLUMN foo");
      site.await(understudy, report -> told("both servers have it the same again"));
    }
  }

  private boolean told(String reason) {
    return events.stream()
        .anyMatch(event -> event instanceof Event.TableChanged it && it.reason().equals(reason));
  }
}
