package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.Pins;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A connection without auto-commit, with what rounds ask of one. A round trip to a primary far away
 * takes longer than most statements, and writers wait for the last round: what needs no answer of
 * its own travels with what comes next. Not thread-safe.
 */
final class Session implements AutoCloseable {
  /** See {@link #hardlyWaiting}. */
  private static final Duration HARDLY = Duration.ofMillis(1);

  private static final Duration ANSWER = Duration.ofMinutes(30);
  private static final int ALIVE_SECONDS = 1;

  private final Connection connection;
  private final List<String> waiting = new ArrayList<>();
  private final Map<String, String> kept = new HashMap<>();
  private final Map<String, Optional<String>> made = new HashMap<>();
  private boolean own;

  private Session(Connection connection) {
    this.connection = connection;
  }

  static Session open(Link link) throws SQLException {
    Connection connection = link.open();
    try {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(ANSWER.toMillis()));
      connection.setAutoCommit(false);
      return new Session(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** The connection, on which nothing waits any more. */
  Connection connection() throws SQLException {
    flush();
    return connection;
  }

  /** Begins a transaction; what was under way is given up. */
  void begin(Duration lockTimeout) throws SQLException {
    rollback();
    // Before anything that takes a snapshot: each statement is to see what others have committed.
    waiting.add("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
    waiting.addAll(Pins.statements(connection, lockTimeout));
  }

  /** Before anything that runs the application's triggers, checks and defaults. */
  void release() {
    waiting.addAll(Pins.released());
  }

  /** Before values are read or written as text again. */
  void pinAgain() {
    waiting.addAll(Pins.pinnedAgain());
  }

  /**
   * Runs one statement without parameters in the round trip of what is run next. When it fails,
   * that fails.
   */
  void later(String sql) {
    waiting.add(sql);
  }

  /** Runs what waits. */
  void flush() throws SQLException {
    if (!waiting.isEmpty()) {
      execute(taken());
    }
  }

  private String taken() {
    String all = String.join("; ", waiting);
    waiting.clear();
    return all;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Runs one or several statements. */
  void run(String sql) throws SQLException {
    later(sql);
    flush();
  }

  /**
   * Runs statements without parameters in one round trip.
   *
   * @return of each, how many rows it wrote; of a query, the number that it answers
   */
  List<Long> counts(List<String> statements) throws SQLException {
    int before = waiting.size();
    waiting.addAll(statements);
    List<Long> counts = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute(taken());
      skip(statement, before);
      for (int i = 0; i < statements.size(); i++) {
        counts.add(count(statement));
        statement.getMoreResults();
      }
    }
    return counts;
  }

  private static long count(Statement statement) throws SQLException {
    ResultSet rows = statement.getResultSet();
    return rows != null && rows.next() ? rows.getLong(1) : statement.getLargeUpdateCount();
  }

  private static void skip(Statement statement, int results) throws SQLException {
    for (int i = 0; i < results; i++) {
      statement.getMoreResults();
    }
  }

  /** Runs one statement that may not be part of a transaction; what was under way is given up. */
  void runAlone(String sql) throws SQLException {
    rollback();
    connection.setAutoCommit(true);
    try {
      execute(sql);
    } finally {
      connection.setAutoCommit(false);
    }
  }

  /** Runs one statement, with parameters or without. */
  long update(String sql, @Nullable Object... values) throws SQLException {
    return answered(sql, values, Statement::getLargeUpdateCount);
  }

  <T> List<T> list(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
    return answered(
        sql,
        values,
        statement -> {
          List<T> all = new ArrayList<>();
          try (ResultSet row = statement.getResultSet()) {
            while (row.next()) {
              all.add(reader.read(row));
            }
          }
          return all;
        });
  }

  private interface Answer<T> {
    T of(Statement executed) throws SQLException;
  }

  private <T> T answered(String sql, @Nullable Object[] values, Answer<T> answer)
      throws SQLException {
    // A question mark of the application's is no place of a parameter: it stands beside none.
    if (values.length > 0 && waiting.stream().anyMatch(each -> each.contains("?"))) {
      flush();
    }
    int before = waiting.size();
    later(sql);
    if (values.length == 0) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(taken());
        skip(statement, before);
        return answer.of(statement);
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(taken())) {
      bind(statement, values);
      statement.execute();
      skip(statement, before);
      return answer.of(statement);
    }
  }

  /** Which of some conditions hold, asked at once. */
  List<Boolean> asked(List<String> conditions) throws SQLException {
    if (conditions.isEmpty()) {
      return List.of();
    }
    String question = "SELECT ARRAY[" + String.join(", ", conditions) + "]";
    return list(question, row -> List.of((Boolean[]) row.getArray(1).getArray())).get(0);
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  /**
   * Says which server process has this transaction: another one than logged in behind a pooler,
   * which lends it to others afterwards.
   */
  void servedBy(int process) throws SQLException {
    own = connection.unwrap(PGConnection.class).getBackendPID() == process;
  }

  /**
   * Has an empty temporary table for this transaction. Making one takes a millisecond or two, for
   * it is entered in half a dozen catalogs.
   *
   * @param name with its schema, {@code pg_temp}
   * @param columns their names and types
   * @param keep whether it may serve later transactions of this session too, emptied by each
   */
  void temporary(String name, String columns, boolean keep) {
    if (own && columns.equals(kept.get(name))) {
      return;
    }
    if (own && kept.containsKey(name)) {
      later("DROP TABLE " + name);
    }
    boolean stays = own && keep;
    String end = stays ? "DELETE ROWS" : "DROP";
    later("CREATE TEMP TABLE " + name + " (" + columns + ") ON COMMIT " + end);
    if (own) {
      made.put(name, stays ? Optional.of(columns) : Optional.empty());
    }
  }

  boolean alive() throws SQLException {
    return connection.isValid(ALIVE_SECONDS);
  }

  void commit() throws SQLException {
    flush();
    connection.commit();
    made.forEach(
        (name, columns) ->
            columns.ifPresentOrElse(is -> kept.put(name, is), () -> kept.remove(name)));
    made.clear();
  }

  /** Gives up what is under way. */
  void rollback() throws SQLException {
    waiting.clear();
    made.clear();
    connection.rollback();
  }

  /** How long the statements from now on wait for a lock. */
  void waitAtMost(Duration limit) {
    later("SET LOCAL lock_timeout = " + limit.toMillis());
  }

  interface Work {
    void run() throws SQLException;
  }

  /** Work that answers how many rows it is about. */
  interface Counting {
    long run() throws SQLException;
  }

  /**
   * Does what the data may refuse; what it did is given up then.
   *
   * @return whether it was done
   */
  boolean attempt(Work work) throws SQLException {
    return refusal(work).isEmpty();
  }

  /** The same; what it was refused with, or nothing when it was done. */
  Optional<SQLException> refusal(Work work) throws SQLException {
    return refusal(work, SqlStates::ofData);
  }

  /** Does what the data may refuse, as {@link #attempt} does; empty when it was given up. */
  OptionalLong counted(Counting work) throws SQLException {
    return counted(work, SqlStates::ofData);
  }

  private OptionalLong counted(Counting work, Predicate<String> refused) throws SQLException {
    AtomicLong count = new AtomicLong();
    return refusal(() -> count.set(work.run()), refused).isPresent()
        ? OptionalLong.empty()
        : OptionalLong.of(count.get());
  }

  /**
   * The same.
   *
   * @param refused whether an error with such a state is a reason to give it up
   */
  Optional<SQLException> refusal(Work work, Predicate<String> refused) throws SQLException {
    boolean company = !waiting.isEmpty();
    later("SAVEPOINT understudy_tried");
    if (company) {
      // What waited before fails by itself.
      flush();
    }
    try {
      work.run();
      flush();
    } catch (SQLException e) {
      if (!refused.test(SqlStates.of(e))) {
        throw e;
      }
      rollbackTo("understudy_tried");
      return Optional.of(e);
    }
    later("RELEASE SAVEPOINT understudy_tried");
    return Optional.empty();
  }

  /**
   * Runs a statement without parameters that locks many rows, one after the other, and can be given
   * up: who waits for a lock while it has others may be seen as one half of a deadlock, and the
   * other half would be ended.
   *
   * @param usual how long those after it wait for a lock
   * @param refused whether an error with such a state is a reason to give it up
   * @return how many rows it wrote; none when it was given up
   */
  long hardlyWaiting(String statement, Duration usual, Predicate<String> refused)
      throws SQLException {
    OptionalLong written =
        counted(
            () -> {
              waitAtMost(HARDLY);
              return counts(List.of(statement)).get(0);
            },
            refused);
    waitAtMost(usual);
    return written.orElse(0);
  }

  /** Gives up what was done since a savepoint. */
  void rollbackTo(String savepoint) throws SQLException {
    waiting.clear();
    execute("ROLLBACK TO SAVEPOINT " + savepoint);
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
