package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.reconcile.LockHolder;
import com.hypermindlabs.understudy.reconcile.RoundReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LockPatienceTest {
  private static final RoundReport SKIPS =
      new RoundReport(
          Map.of(TableName.parse("note"), new RoundReport.Counts(1, 0, 0, 0, 0, 1, 0, 0)), 1);

  private static LockHolder holder(String transaction) {
    return new LockHolder(transaction, "pid 1", "role", "", "", null);
  }

  @Test
  void aRoundThatSkipsNothingAsksNobody() {
    LockPatience patience =
        new LockPatience(
            () -> {
              throw new AssertionError("another round");
            },
            round -> {
              throw new AssertionError("asked");
            });

    assertThat(patience.standing(RoundReport.nothing())).isEmpty();
  }

  @Test
  void whatIsGivenBackSoonIsWaitedFor() {
    Deque<RoundReport> rounds = new ArrayDeque<>(List.of(SKIPS, RoundReport.nothing()));
    LockPatience patience = new LockPatience(rounds::remove, round -> List.of(holder("3/7")));

    assertThat(patience.standing(SKIPS)).isEmpty();
    assertThat(rounds).isEmpty();
  }

  @Test
  void onlyWhoIsThereAllTheTimeStandsInTheWay() {
    Deque<List<LockHolder>> answers =
        new ArrayDeque<>(
            List.of(List.of(holder("3/7"), holder("4/1")), List.of(holder("3/8"), holder("4/1"))));
    LockPatience patience = new LockPatience(() -> SKIPS, round -> answers.remove());

    assertThat(patience.standing(SKIPS)).containsExactly(holder("4/1"));
  }
}
