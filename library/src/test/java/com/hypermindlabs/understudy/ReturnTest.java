package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.persist;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.ReturnReport;
import com.hypermindlabs.understudy.status.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All the way out and back again. */
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
      System.out.println("pause " + report.pause().toMillis() + " ms");
    }
  }
}
