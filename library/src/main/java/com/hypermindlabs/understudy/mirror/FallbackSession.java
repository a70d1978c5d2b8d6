package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.Scripts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One session of the mirror on the fallback, without auto-commit, in the replica role where that is
 * granted. Keeps a table for rows on their way for each table it has carried. Not thread-safe.
 */
final class FallbackSession implements AutoCloseable {
  /** How the opener of the gate knows sessions that it may end. */
  private static final String SUFFIX = "/mirror";

  private static final String HOLD = "LOCK TABLE understudy.gate IN ROW SHARE MODE";

  private static final Duration LOCKS = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofMinutes(30);

  private final Connection connection;
  private final boolean replica;
  private final Map<String, String> stages = new HashMap<>();

  private FallbackSession(Connection connection, boolean replica) {
    this.connection = connection;
    this.replica = replica;
  }

  static FallbackSession open(Link link) throws SQLException {
    Connection connection = link.open();
    try {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(ANSWER.toMillis()));
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "SELECT set_config('application_name', left(replace(current_setting('application_name'), '"
                + SUFFIX
                + "', ''), 50) || '"
                + SUFFIX
                + "', false)");
        statement.execute("SET temp_buffers = '32MB'");
      }
      boolean replica = becomeReplica(connection);
      connection.setAutoCommit(false);
      return new FallbackSession(connection, replica);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static boolean becomeReplica(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      return true;
    } catch (SQLException e) {
      if ("42501".equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  /** Creates our tables, or leaves them as they are. */
  void install() throws SQLException {
    begin();
    run(
        Pins.changing(),
        "SET LOCAL search_path TO DEFAULT",
        Scripts.read(FallbackSession.class, "mirror.sql"),
        LiftedBlocks.INSTALL);
    connection.commit();
  }

  /** Whether a mirror was ever at work here. */
  boolean installed() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT to_regclass('understudy.mirror') IS NOT NULL")) {
      boolean there = row.next() && row.getBoolean(1);
      connection.rollback();
      return there;
    }
  }

  /** Those of the tables that are empty; ends the transaction. */
  List<MirroredTable> empty(List<MirroredTable> tables) throws SQLException {
    if (tables.isEmpty()) {
      return tables;
    }
    begin();
    String each =
        tables.stream()
            .map(table -> "EXISTS (SELECT FROM " + table.name().sql() + ")")
            .collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT ARRAY[" + each + "]")) {
      row.next();
      Boolean[] filled = (Boolean[]) row.getArray(1).getArray();
      connection.rollback();
      return IntStream.range(0, filled.length)
          .filter(i -> !filled[i])
          .mapToObj(tables::get)
          .toList();
    }
  }

  Connection connection() {
    return connection;
  }

  /** Whether it writes without triggers and checks of foreign keys. */
  boolean replica() {
    return replica;
  }

  /** Begins a transaction. */
  void begin() throws SQLException {
    Pins.set(connection, LOCKS);
  }

  /** Reads where the fallback stands, and ends the transaction. */
  Standing standing() throws SQLException {
    begin();
    Standing standing = readStanding(false);
    connection.rollback();
    return standing;
  }

  /**
   * The same in a transaction that goes on, with the gate kept as it is to its end: opening it
   * needs a lock that this one keeps out, so nothing written after it can overwrite degraded
   * writes. A lock that reading does not take: opening waits for no reader.
   */
  Standing holdGate() throws SQLException {
    run(HOLD);
    return readStanding(true);
  }

  /** The same beside other sessions that do it: they may all write, each its own tables. */
  Standing shareGate() throws SQLException {
    run(HOLD);
    return readStanding(false);
  }

  private Standing readStanding(boolean forUpdate) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT EXISTS (SELECT FROM understudy.gate),"
                    + " (SELECT epoch FROM understudy.site), snapshot, nonce, primary_id, as_of,"
                    + " (SELECT round FROM understudy.arrived), seeding FROM understudy.mirror"
                    + (forUpdate ? " FOR UPDATE" : ""))) {
      if (!row.next()) {
        throw new SQLException("the fallback's table understudy.mirror is empty", "55000");
      }
      @Nullable OffsetDateTime asOf = row.getObject(6, OffsetDateTime.class);
      return new Standing(
          row.getBoolean(1),
          row.getLong(2),
          row.getString(3),
          row.getObject(4, UUID.class),
          row.getString(5),
          asOf == null ? null : asOf.toInstant(),
          row.getObject(7, UUID.class),
          row.getBoolean(8));
    }
  }

  /** The table for rows of this one on their way; made when first asked for. */
  String stage(TableSql sql) throws SQLException {
    String form = sql.fallback().fingerprint() + sql.createStage("");
    @Nullable String known = stages.get(form);
    if (known == null) {
      known = "pg_temp.understudy_stage_" + stages.size();
      run("DROP TABLE IF EXISTS " + known, sql.createStage(known));
      stages.put(form, known);
    }
    return known;
  }

  void run(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(String.join("; ", statements));
    }
  }

  /** Rolls back; tables made in the transaction are gone with it. */
  void rollback() throws SQLException {
    connection.rollback();
    stages.clear();
  }

  @Override
  public void close() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is given up either way.
      return;
    }
  }
}
