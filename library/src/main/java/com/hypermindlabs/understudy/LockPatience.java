package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.reconcile.LockHolder;
import com.hypermindlabs.understudy.reconcile.RoundReport;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Tells a lock that stands from one that is soon given back: the last round waits for locks, and
 * writers wait for it, so it is not begun for one that it would not outlast. Rounds before it skip
 * what is locked.
 *
 * @param round carries another one
 * @param holders who may have locked what a round skipped
 */
record LockPatience(Supplier<RoundReport> round, Function<RoundReport, List<LockHolder>> holders) {
  private static final Duration FIRST = Duration.ofMillis(100);
  // With those before it a second and a half, nearly as long as the last round tries. Few rounds:
  // the primary keeps a marker of each.
  private static final Duration LONGEST = Duration.ofMillis(800);

  /**
   * Repeats rounds for a moment while rows are skipped.
   *
   * @param before the round before
   * @return who has been in the way all the time; nobody when nothing is skipped any more, or when
   *     it was somebody else each time, as with rows that are often written
   */
  List<LockHolder> standing(RoundReport before) {
    if (skipsNothing(before)) {
      return List.of();
    }
    Set<String> since =
        holders.apply(before).stream().map(LockHolder::transaction).collect(Collectors.toSet());
    RoundReport last = before;
    for (Duration pause = FIRST; pause.compareTo(LONGEST) <= 0; pause = pause.multipliedBy(2)) {
      LockSupport.parkNanos(pause.toNanos());
      last = round.get();
      if (skipsNothing(last)) {
        return List.of();
      }
    }
    return holders.apply(last).stream()
        .filter(holder -> since.contains(holder.transaction()))
        .toList();
  }

  private static boolean skipsNothing(RoundReport round) {
    return round.total().skipped() == 0;
  }
}
