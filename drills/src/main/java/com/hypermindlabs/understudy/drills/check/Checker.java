package com.hypermindlabs.understudy.drills.check;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Judges one schedule by what is left of it. */
public final class Checker {
  private static final Duration CATCH_UP = Duration.ofMinutes(1);
  private static final long LOOK_NANOS = 50_000_000;
  private static final int MOST = 20;
  private static final String DIFFERENT = "primary and fallback differ at ";

  private final Evidence evidence;
  private final Map<String, Op> ops;

  /** Reads the histories. */
  public Checker(Evidence evidence) throws IOException {
    this.evidence = evidence;
    this.ops = Histories.read(evidence.histories());
  }

  /** Whether a violation says no more than that something had not come to its end in time. */
  public static boolean isOfTime(String violation) {
    return violation.startsWith(DIFFERENT);
  }

  /** How many operations there were. */
  public long operations() {
    return ops.size();
  }

  /** How many writes a fallback has acknowledged: without any, a drill says little. */
  public long fallbackWrites() {
    return ops.values().stream()
        .filter(op -> op.ok() && op.onFallback() && !op.kind().equals("audit"))
        .count();
  }

  /** An operation that was refused for lack of a right: the stage is wrong, not the engine. */
  public Optional<String> withoutRights() {
    return ops.values().stream().filter(Op::withoutRights).map(Op::toString).findFirst();
  }

  /** What is not as promised, in words; empty when all is. */
  public List<String> check() throws SQLException {
    List<String> violations = new ArrayList<>();
    for (Evidence.Site site : evidence.sites()) {
      violations.addAll(awaitEqual(site));
      violations.addAll(ClosedRule.of(site));
    }
    Tables primary = Tables.read(evidence.primary());
    Ledger ledger = Ledger.read(evidence.primary());
    Case judged = new Case(List.copyOf(ops.values()), primary, ledger, evidence.lost());
    violations.addAll(new WriteRules(judged).violations());
    violations.addAll(new SumRules(judged).violations());
    violations.addAll(new ReadRules(judged, ops).violations());
    return violations.size() > MOST ? violations.subList(0, MOST) : violations;
  }

  /** The mirror may take a moment for its last cycles. */
  private List<String> awaitEqual(Evidence.Site site) {
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    while (true) {
      List<String> differences;
      try {
        differences = Tables.read(evidence.primary()).differences(Tables.read(site.owner()));
      } catch (SQLException e) {
        differences = List.of("it cannot be compared: " + e.getMessage());
      }
      if (differences.isEmpty()) {
        return List.of();
      }
      if (System.nanoTime() > deadline) {
        return differences.stream()
            .limit(MOST / 2)
            .map(one -> DIFFERENT + site.name() + ": " + one)
            .toList();
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
