package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.mirror.CycleObserver;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts and checksums of the protected tables on both sides at one instant: the primary's in the
 * snapshot that a cycle of the mirror carries, the fallback's after that cycle's apply. Rows
 * compare as text under pinned settings, whatever their order. Not thread-safe; for one cycle.
 */
public final class Proof implements CycleObserver {
  private static final int TABLES_A_QUERY = 50;

  /** Of each side; the mirror waits for it. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final List<Verdict> verdicts;
  private final Map<TableName, Sum> there = new TreeMap<>();
  private final Map<TableName, Sum> here = new TreeMap<>();
  private @Nullable SQLException failure;

  /** Of the tables that are protected. */
  public Proof(List<Verdict> verdicts) {
    this.verdicts =
        verdicts.stream()
            .filter(v -> v.state() == Verdict.State.PROTECTED && v.primary() != null)
            .toList();
  }

  /**
   * One side of one table.
   *
   * @param rows how many
   * @param checksum the same for the same rows
   */
  public record Sum(long rows, String checksum) {}

  /** Both sides of one table. */
  public record Sides(Sum primary, Sum fallback) {
    /** Whether they are equal. */
    public boolean equal() {
      return primary.equals(fallback);
    }
  }

  /** What was found; empty until a cycle got that far. */
  public Map<TableName, Sides> tables() {
    Map<TableName, Sides> both = new TreeMap<>();
    there.forEach(
        (name, sum) -> {
          @Nullable Sum other = here.get(name);
          if (other != null) {
            both.put(name, new Sides(sum, other));
          }
        });
    return both;
  }

  /** Whether every table was looked at on both sides, and all are equal. */
  public boolean equal() {
    Map<TableName, Sides> all = tables();
    return all.size() == verdicts.size() && all.values().stream().allMatch(Sides::equal);
  }

  @Override
  public void onPrimary(Connection connection) throws SQLException {
    read(connection, there);
  }

  @Override
  public void onFallback(Connection connection) throws SQLException {
    read(connection, here);
  }

  /** What kept it from being taken; null when nothing did. */
  public @Nullable SQLException failure() {
    return failure;
  }

  private void read(Connection connection, Map<TableName, Sum> into) throws SQLException {
    into.clear();
    failure = null;
    try (Statement statement = connection.createStatement()) {
      String before = limit(statement, Long.toString(LONGEST.toMillis()));
      readAll(connection, into);
      String unused = limit(statement, before);
    } catch (SQLException e) {
      failure = e;
      throw e;
    }
  }

  /** Limits each statement of the transaction; says what the limit was. */
  private static String limit(Statement statement, String longest) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT old.value, set_config('statement_timeout', '"
                + longest
                + "', true) FROM (SELECT current_setting('statement_timeout') AS value OFFSET 0) old")) {
      row.next();
      return row.getString(1);
    }
  }

  private void readAll(Connection connection, Map<TableName, Sum> into) throws SQLException {
    for (int from = 0; from < verdicts.size(); from += TABLES_A_QUERY) {
      List<Verdict> some = verdicts.subList(from, Math.min(from + TABLES_A_QUERY, verdicts.size()));
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < some.size(); i++) {
        parts.add(query(i, some.get(i)));
      }
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(String.join(" UNION ALL ", parts))) {
        while (row.next()) {
          into.put(some.get(row.getInt(1)).name(), new Sum(row.getLong(2), row.getString(3)));
        }
      }
    }
  }

  /** The sum of 60 bits of each row's digest. */
  private static String query(int number, Verdict verdict) {
    return "SELECT "
        + number
        + ", count(*), to_hex(coalesce(sum(('x0' || left(md5(ROW("
        + columns(verdict)
        + ")::text), 15))::bit(64)::bigint::numeric) % 9223372036854775783, 0)::bigint) FROM "
        + verdict.name().sql();
  }

  private static String columns(Verdict verdict) {
    @Nullable TableShape primary = verdict.primary();
    return verdict.fallback().columns().stream()
        .filter(column -> primary != null && primary.column(column.name()).isPresent())
        .map(Column::sql)
        .collect(Collectors.joining(", "));
  }
}
