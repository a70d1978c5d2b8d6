package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The gate on one fallback: a table that holds one row when the application may write there, and is
 * empty when it may not. Keeps one connection, so that opening it costs one round trip when every
 * millisecond counts.
 *
 * <p>Thread-safe; calls are taken one at a time.
 */
public final class GateTable implements AutoCloseable {
  /**
   * What a connection of ours sets to be let past the guards; only the tables' owner is. What a
   * role or a database has as its default isolation must not give it an older snapshot.
   */
  public static final Map<String, String> APPLY =
      Map.of("options", "-c understudy.apply=on -c default_transaction_isolation=read\\ committed");

  /**
   * What the connections of a migration set: they are let past the guards, and the keys that they
   * touch are read from the primary again, where the same migration runs.
   */
  public static final Map<String, String> MIGRATION =
      Map.of("options", "-c understudy.apply=migration");

  private static final int ALIVE_SECONDS = 1;

  private static final String LOCK_NOT_HAD = "55P03";

  private static final String LIMITS = "SET LOCAL lock_timeout = '10s'; " + Pins.changing();

  private static final String BLOCKERS = Scripts.read(GateTable.class, "gate-blockers.sql");

  private final ConnectionFactory factory;
  private final ConnectionTarget owner;
  private final Duration patience;
  private final ReentrantLock turn = new ReentrantLock();
  private final AtomicReference<@Nullable Connection> spare = new AtomicReference<>();
  private @Nullable Connection connection;

  /**
   * Connects to nothing yet.
   *
   * @param owner the role that owns the tables on the fallback
   * @param patience the longest wait for any answer of the server
   */
  public GateTable(ConnectionFactory factory, ConnectionTarget owner, Duration patience) {
    this.factory = factory;
    this.owner = owner;
    this.patience = patience;
  }

  /**
   * What the gate says.
   *
   * @param open whether the application may write
   * @param epoch the epoch of the last change
   */
  public record State(boolean open, long epoch) {}

  /** Creates the gate, closed, at epoch 0; changes nothing where there is one. */
  public void install() throws SQLException {
    runInTransaction(Scripts.read(GateTable.class, "gate.sql"));
  }

  /** Puts a guard on every table that has none, as after a migration. */
  public void guardTables() throws SQLException {
    runInTransaction(Scripts.read(GateTable.class, "guards.sql"));
  }

  /** Reads it. */
  public State read() throws SQLException {
    return query(
        "SELECT EXISTS (SELECT FROM understudy.gate), epoch FROM understudy.site", statement -> {});
  }

  /**
   * Opens it, if the epoch is the expected one; from the commit on the application may write.
   *
   * @return what it says then: with another epoch standing nothing was changed
   * @throws SQLException with SQLSTATE 55P03, naming who, when somebody else's lock is in the way
   */
  public State open(long expected, String reason) throws SQLException {
    try {
      return query(
          "SELECT is_open, at_epoch FROM understudy.open_gate(?, ?)",
          statement -> {
            statement.setLong(1, expected);
            statement.setString(2, reason);
          });
    } catch (SQLException e) {
      throw held(e, false);
    }
  }

  /** The same failure; of a lock that was not had it says who holds it. */
  private SQLException held(SQLException e, boolean readers) {
    if (!LOCK_NOT_HAD.equals(e.getSQLState())) {
      return e;
    }
    try {
      return new SQLException(
          "lock the gate: it is held by " + ask(readers) + ": " + e.getMessage(),
          e.getSQLState(),
          e);
    } catch (SQLException unknown) {
      e.addSuppressed(unknown);
      return e;
    }
  }

  /**
   * Brings a closed gate to a later epoch, which the site has reached without it. Does nothing to
   * one that is there already.
   *
   * @throws SQLException also when it is open
   */
  public void catchUp(long epoch, String reason) throws SQLException {
    try (Connection own = factory.open(owner, APPLY)) {
      own.setAutoCommit(false);
      try (Statement lock = own.createStatement();
          PreparedStatement raise =
              own.prepareStatement(
                  "UPDATE understudy.site SET epoch = ?, since = clock_timestamp(), reason = ?"
                      + " WHERE epoch < ? AND NOT EXISTS (SELECT FROM understudy.gate)")) {
        lock.execute(LIMITS);
        lock.execute("LOCK TABLE understudy.gate IN EXCLUSIVE MODE");
        raise.setLong(1, epoch);
        raise.setString(2, reason);
        raise.setLong(3, epoch);
        boolean raised = raise.executeUpdate() > 0;
        try (ResultSet gate = lock.executeQuery("SELECT EXISTS (SELECT FROM understudy.gate)")) {
          if (!gate.next() || gate.getBoolean(1)) {
            throw new SQLException("bring the gate to epoch " + epoch + ": it is open", "55000");
          }
        }
        if (raised) {
          own.commit();
        }
      }
    }
  }

  /**
   * Begins to close it, on a connection of its own.
   *
   * @param lockTimeout the longest wait for writers, during which new ones queue behind it: keep it
   *     below the server's deadlock_timeout, and try again
   * @throws SQLException with SQLSTATE 55P03 when a writer, or a reader of all tables as a backup
   *     is, holds it for longer; names them as {@link #blockers()} does
   */
  public Closing beginClosing(Duration lockTimeout) throws SQLException {
    Connection ready = spare.getAndSet(null);
    boolean alive = ready != null && ready.isValid(ALIVE_SECONDS);
    Connection used = ready != null && alive ? ready : factory.open(owner, APPLY);
    try {
      return Closing.begin(used, lockTimeout);
    } catch (SQLException e) {
      throw held(e, true);
    }
  }

  /** Opens what {@link #beginClosing} and {@link #blockers} need, so that nobody waits for it. */
  public void prepareClosing() throws SQLException {
    State unused = read();
    Connection fresh = factory.open(owner, APPLY);
    @Nullable Connection before = spare.getAndSet(fresh);
    if (before != null) {
      before.close();
    }
    Journal.rehearse(fresh);
  }

  /** Who keeps it from being closed, the longest transaction first. */
  public List<Blocker> blockers() throws SQLException {
    return ask(true);
  }

  private List<Blocker> ask(boolean readers) throws SQLException {
    turn.lock();
    try {
      return askBlockers(readers);
    } catch (SQLException e) {
      drop();
      return askBlockers(readers);
    } finally {
      turn.unlock();
    }
  }

  private List<Blocker> askBlockers(boolean readers) throws SQLException {
    try (PreparedStatement statement = connected().prepareStatement(BLOCKERS)) {
      statement.setBoolean(1, readers);
      List<Blocker> found = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(
              new Blocker(
                  row.getInt("pid"),
                  row.getString("role"),
                  row.getString("application"),
                  row.getString("state"),
                  row.getTimestamp("connected").toInstant(),
                  row.getTimestamp("began").toInstant(),
                  row.getString("query")));
        }
      }
      return found;
    }
  }

  /**
   * Ends these sessions, those that are still the same. A prepared transaction has none and is left
   * to whoever prepared it.
   *
   * @throws SQLException also when one of them is beyond this role's rights, as a superuser's
   */
  public void end(List<Blocker> blockers) throws SQLException {
    try (Connection own = factory.open(owner, APPLY);
        PreparedStatement statement =
            own.prepareStatement(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE pid = ? AND backend_start = ?")) {
      for (Blocker blocker : blockers) {
        statement.setInt(1, blocker.pid());
        statement.setTimestamp(2, Timestamp.from(blocker.connected()));
        statement.execute();
      }
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      drop();
      abort(spare.getAndSet(null));
    } finally {
      turn.unlock();
    }
  }

  private interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private State query(String sql, Binding binding) throws SQLException {
    turn.lock();
    try {
      boolean kept = connection != null;
      try {
        return attempt(sql, binding);
      } catch (SQLException e) {
        drop();
        if (!kept) {
          throw e;
        }
        // The kept connection may be that of a server restarted since. Both statements may be sent
        // twice: reading changes nothing, opening compares the epoch.
        return attempt(sql, binding);
      }
    } finally {
      turn.unlock();
    }
  }

  private State attempt(String sql, Binding binding) throws SQLException {
    try (PreparedStatement statement = connected().prepareStatement(sql)) {
      binding.bind(statement);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("the fallback's table understudy.site is empty", "55000");
        }
        return new State(row.getBoolean(1), row.getLong(2));
      }
    }
  }

  private void runInTransaction(String sql) throws SQLException {
    try (Connection own = factory.open(owner, APPLY);
        Statement statement = own.createStatement()) {
      own.setAutoCommit(false);
      statement.execute("SET LOCAL client_min_messages = warning");
      statement.execute(LIMITS);
      statement.execute(sql);
      own.commit();
    }
  }

  /** The kept connection; one that the server has closed meanwhile is replaced. */
  private Connection connected() throws SQLException {
    if (connection == null || connection.isClosed()) {
      connection = factory.open(owner, APPLY);
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
    }
    return connection;
  }

  private void drop() {
    Connection broken = connection;
    connection = null;
    abort(broken);
  }

  private static void abort(@Nullable Connection broken) {
    if (broken != null) {
      try {
        broken.abort(Runnable::run);
      } catch (SQLException e) {
        // It is given up either way.
        return;
      }
    }
  }
}
