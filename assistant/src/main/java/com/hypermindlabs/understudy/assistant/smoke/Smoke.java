package com.hypermindlabs.understudy.assistant.smoke;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusReport;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tries the assistant's core operations on the current route. Stateless. */
public final class Smoke {
  private static final double NANOS_PER_MILLI = 1e6;

  /** What makes no sense without another one having passed. */
  private static final Map<Check.Name, Check.Name> NEEDS =
      new EnumMap<>(
          Map.of(
              Check.Name.CHAT_INSERT, Check.Name.MEMBER_LOOKUP,
              Check.Name.CHAT_READ_BACK, Check.Name.CHAT_INSERT,
              Check.Name.KNOWLEDGE_SEARCH, Check.Name.KNOWLEDGE_WRITE));

  private Smoke() {}

  /**
   * Tries everything. Never throws for a server that fails: that is what the report is for.
   *
   * @param atSignal gets what removes the rows, for the case that the process is ended meanwhile
   */
  public static SmokeReport run(Understudy understudy, Consumer<AutoCloseable> atSignal) {
    StatusReport status = understudy.status();
    if (status.mode() == Mode.OUTAGE) {
      return SmokeReport.nothingServes(status.route().reason());
    }
    Trial trial = new Trial(understudy.dataSource());
    atSignal.accept(trial);
    List<Check> checks = new ArrayList<>();
    for (Check.Name name : Check.Name.values()) {
      checks.add(check(trial, name, checks));
    }
    return new SmokeReport(
        status.mode().json(), status.route().target(), status.route().endpoint(), checks);
  }

  private static Check check(Trial trial, Check.Name name, List<Check> before) {
    Check.@Nullable Name needed = NEEDS.get(name);
    if (needed != null && before.stream().anyMatch(one -> one.name() == needed && !one.ok())) {
      return new Check(name, 0, "not tried, " + needed.json() + " failed");
    }
    long begun = System.nanoTime();
    @Nullable String problem;
    try {
      problem = trial.run(name);
    } catch (SQLException e) {
      problem = e.getMessage() + " (" + e.getSQLState() + ")";
    } catch (RuntimeException e) {
      problem = String.valueOf(e.getMessage());
    }
    return new Check(name, (System.nanoTime() - begun) / NANOS_PER_MILLI, problem);
  }
}
