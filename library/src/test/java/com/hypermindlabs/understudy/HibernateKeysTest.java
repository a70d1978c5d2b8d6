package com.hypermindlabs.understudy;

import static com.hypermindlabs.understudy.HealingSite.execute;
import static com.hypermindlabs.understudy.HealingSite.persist;
import static com.hypermindlabs.understudy.HealingSite.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.Mode;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys as Hibernate makes them: from a sequence that no column has, drawn before the insert. */
@Tag("slow")
class HibernateKeysTest {
  private static final String[] PEOPLE = {
    "CREATE SEQUENCE IF NOT EXISTS person_seq INCREMENT BY 50",
    "CREATE TABLE IF NOT EXISTS person (id bigint PRIMARY KEY, name text)"
  };
  private static final String NOTES =
      "CREATE TABLE IF NOT EXISTS note (id int PRIMARY KEY, text text)";
  private static final String DRAW = "INSERT INTO person SELECT nextval('person_seq'), 'somebody'";

  private static Understudy start(Settings settings, StepHook steps, String... migrations) {
    return Understudy.builder(settings)
        .migrations(
            source -> {
              for (String sql : migrations) {
                execute(source, sql);
              }
            })
        .steps(steps)
        .start();
  }

  private static Settings settings(HealingSite site) {
    return site.settings(site.primary().port(), ReturnMode.AUTO);
  }

  private static void drawFive(Understudy understudy) throws SQLException {
    for (int i = 0; i < 5; i++) {
      persist(understudy.dataSource(), DRAW);
    }
  }

  private static void returnAndTurnAgain(HealingSite site, Understudy understudy)
      throws SQLException {
    assertThat(site.awaitReturned(understudy).lastReturn().checksumsEqual()).isTrue();
    execute(understudy.dataSource(), DRAW);
    assertThat(text(site.direct(), "SELECT count(*) FROM person")).isEqualTo("6");
    site.awaitCaughtUp(understudy);
    site.primary().kill();
    site.await(understudy, Mode.DEGRADED);
    persist(understudy.dataSource(), DRAW);
    assertThat(text(understudy.dataSource(), "SELECT count(*) FROM person")).isEqualTo("7");
  }

  @Test
  void thoseOfASiteWithoutAPrimaryAreNotGivenAgainOnceItHasOne() throws SQLException {
    try (HealingSite site = new HealingSite()) {
      try (Understudy local = start(site.local(), StepHook.NONE, PEOPLE)) {
        drawFive(local);
      }
      try (Understudy understudy = start(settings(site), StepHook.NONE, PEOPLE)) {
        returnAndTurnAgain(site, understudy);
      }
    }
  }

  @Test
  void thoseOfAnEntityOfAReleaseInAnOutageAreNotGivenAgainAfterTheReturn() throws SQLException {
    try (HealingSite site = new HealingSite()) {
      try (Understudy understudy = start(settings(site), StepHook.NONE, NOTES)) {
        execute(understudy.dataSource(), "INSERT INTO note VALUES (1, 'before')");
        site.awaitMirrored(understudy);
        site.awaitCaughtUp(understudy);
        site.primary().kill();
        persist(understudy.dataSource(), "UPDATE note SET text = 'ours'");
      }
      try (Understudy understudy =
          start(settings(site), StepHook.NONE, NOTES, PEOPLE[0], PEOPLE[1])) {
        assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
        drawFive(understudy);
        site.primary().restart();
        returnAndTurnAgain(site, understudy);
      }
    }
  }

  @Test
  void thoseOfAnOutageThatComesBeforeTheFirstCopyIsDoneAreNobodyElses() throws Exception {
    try (HealingSite site = new HealingSite()) {
      for (String sql : PEOPLE) {
        execute(site.direct(), sql);
      }
      for (int i = 0; i < 5; i++) {
        execute(site.direct(), DRAW);
      }
      CountDownLatch copying = new CountDownLatch(1);
      CountDownLatch back = new CountDownLatch(1);
      StepHook slow =
          step -> {
            if (step.equals("seed.table") && back.getCount() > 0) {
              copying.countDown();
              throw new IllegalStateException("the copy takes its time");
            }
          };
      try (Understudy understudy = start(settings(site), slow, PEOPLE)) {
        assertThat(copying.await(60, TimeUnit.SECONDS)).isTrue();
        site.primary().kill();
        site.await(understudy, Mode.DEGRADED);
        drawFive(understudy);
        back.countDown();
        site.primary().restart();
        site.awaitReturned(understudy);
        assertThat(text(site.direct(), "SELECT count(*) FROM person")).isEqualTo("10");
      }
    }
  }
}
