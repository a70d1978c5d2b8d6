package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.LibraryProcess;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ExactlyOnceTest {
  private static final String[] ACCOUNTS = {
    "CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL, note text)",
    "INSERT INTO account SELECT i, 100, NULL FROM generate_series(1, 50) i"
  };

  private static final List<String> STEPS =
      List.of(
          "round.durable",
          "round.marked",
          "round.staged",
          "round.locked",
          "round.classified",
          "round.merged",
          "round.committed",
          "round.settled");

  /** The process is gone, and so are its transactions. */
  private static void killedAt(DegradedSite site, String step) throws Exception {
    try (ChildJvm child =
        LibraryProcess.of(RoundProcess.class, RoundProcess.arguments(site, step)).start()) {
      child.awaitLine("reached"::equals, Duration.ofSeconds(60));
      assertThat(child.awaitExit(Duration.ofSeconds(30))).isEqualTo(137);
    }
  }

  @Test
  void aRoundKilledAtAnyStepArrivesExactlyOnce() throws Exception {
    try (DegradedSite site =
        DegradedSite.empty().policy("account.balance", "delta").begin(ACCOUNTS)) {
      int here = 0;
      int there = 0;
      for (String step : STEPS) {
        site.here("UPDATE account SET balance = balance + 10, note = '" + step + "'");
        site.there("UPDATE account SET balance = balance + 1");
        killedAt(site, step);
        site.here("UPDATE account SET balance = balance + 100 WHERE id <= 25");
        site.there("UPDATE account SET balance = balance + 1 WHERE id > 25");
        here += 10 * 50 + 100 * 25;
        there += 50 + 25;

        site.round();

        assertThat(site.rowsThere("SELECT sum(balance) FROM account"))
            .as(step)
            .containsExactly(String.valueOf(5000 + here + there));
        assertThat(site.rowsThere("SELECT DISTINCT note FROM account")).containsExactly(step);
        assertThat(site.rowsHere("SELECT count(*) FROM understudy.round")).containsExactly("0");
      }
      assertThat(site.ledger()).isEmpty();
    }
  }

  /** Ends the one who hands over, with all its connections, before it hears of its commit. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    static void at(String step) {
      if (step.equals("round.committed")) {
        throw new Killed();
      }
    }
  }

  @Test
  @Tag("thorough")
  @Tag("slow")
  void hundredLeadersKilledRightAfterTheCommitOfARoundDoubleNothing() throws Exception {
    try (DegradedSite site =
        DegradedSite.empty().policy("account.balance", "delta").begin(ACCOUNTS)) {
      int kills = 0;
      for (int i = 1; i <= 100; i++) {
        site.here("UPDATE account SET balance = balance + 10, note = 'round " + i + "'");
        site.there("UPDATE account SET balance = balance + 1");
        site.hook(Killed::at);
        try {
          site.round();
        } catch (Killed e) {
          kills++;
        }
        site.hook(StepHook.NONE);
        if (i % 10 == 0) {
          site.round();
          assertThat(site.rowsThere("SELECT sum(balance), min(note), max(note) FROM account"))
              .containsExactly((5000 + i * 550) + "|round " + i + "|round " + i);
        }
      }
      assertThat(kills).isEqualTo(100);
      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsHere("SELECT count(*) FROM understudy.round")).containsExactly("0");
    }
  }

  @Test
  void aRoundThatIsSentTwiceAtOnceArrivesOnce() throws Exception {
    try (DegradedSite site =
        DegradedSite.empty().policy("account.balance", "delta").begin(ACCOUNTS)) {
      for (int i = 1; i <= 10; i++) {
        site.here("UPDATE account SET balance = balance + 10");
        site.there("UPDATE account SET balance = balance + 1");
        Reconciler one = site.reconciler();
        Reconciler other = site.reconciler();
        var verdicts = site.verdicts();
        long epoch = site.epoch();
        Thread twin =
            new Thread(
                () -> {
                  try {
                    other.round(verdicts, epoch);
                  } catch (ReconcileException e) {
                    // Two at once may meet in the same lock; one of them carries it.
                    return;
                  }
                });
        twin.start();
        try {
          one.round(verdicts, epoch);
        } catch (ReconcileException e) {
          // As above.
        }
        twin.join();
        one.release();
        other.release();
        site.round();

        assertThat(site.rowsThere("SELECT sum(balance) FROM account"))
            .containsExactly(String.valueOf(5000 + i * 550));
      }
    }
  }
}
