package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.TableName;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tables that cannot be carried, each by a fault of its own: they stand still while the others go
 * on, and are tried again after a rest, or when new verdicts are in. Not thread-safe.
 */
final class StoppedTables {
  private static final Duration REST = Duration.ofSeconds(30);
  // Cardinality, data, constraints, authorization, feature, syntax and access, limits, PL/pgSQL:
  // what the same rows bring about each time, whatever becomes of link and server.
  private static final Pattern ITS_OWN = Pattern.compile("(0A|21|22|23|42|44|54|P0).*");

  private final LongSupplier nanoTime;
  private final Map<String, Stop> stops = new TreeMap<>();

  /**
   * Why one stands still.
   *
   * @param reason with the remedy
   * @param rows of its that were to be brought
   * @param since when, on the clock of {@link System#nanoTime}
   */
  private record Stop(String reason, long rows, long since) {}

  StoppedTables(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Takes a table out.
   *
   * @param failure of a cycle or a seed
   * @param rows that it was to bring, by table
   * @return false when the failure is not that of one table; nothing has changed then
   */
  boolean take(MirrorException failure, Map<String, Long> rows) {
    @Nullable String table = failure.table();
    if (table == null || !ITS_OWN.matcher(failure.sqlState()).matches()) {
      return false;
    }
    stops.put(
        table,
        new Stop(
            failure.getMessage() + " (" + failure.hint() + ")",
            rows.getOrDefault(table, 0L),
            nanoTime.getAsLong()));
    return true;
  }

  /** Those that have not rested for long enough. */
  Set<String> resting() {
    long now = nanoTime.getAsLong();
    return stops.entrySet().stream()
        .filter(stop -> now - stop.getValue().since() < REST.toNanos())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** These were carried: they stand still no more. */
  void carried(CarriedTables tables) {
    tables.list().stream().map(MirroredTable::name).map(TableName::toString).forEach(stops::remove);
  }

  /** All may be tried again. */
  void clear() {
    stops.clear();
  }

  /** Reasons by table. */
  Map<String, String> reasons() {
    Map<String, String> reasons = new TreeMap<>();
    stops.forEach((table, stop) -> reasons.put(table, stop.reason()));
    return reasons;
  }

  /** How many rows were to be brought. */
  long rows() {
    return stops.values().stream().mapToLong(Stop::rows).sum();
  }
}
