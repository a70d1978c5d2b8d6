package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.Pins;
import com.hypermindlabs.understudy.capture.Scripts;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One session of the mirror on the primary, without auto-commit. What it sets it sets for one
 * transaction, so that it works behind a transaction pooler. Not thread-safe.
 */
final class PrimarySession implements AutoCloseable {
  private static final String STAMP = Scripts.read(PrimarySession.class, "stamp.sql");
  private static final Duration LOCKS = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofMinutes(2);

  /** For those who limit what they ask by themselves; who gives the server up ends the session. */
  private static final Duration LONG_ANSWER = Duration.ofMinutes(31);

  /** A few keys are looked up one by one, however large a table is: see {@link #beginLocked}. */
  private static final String FEW_KEYS = planner("off");

  private static final String MANY_KEYS = planner("on");

  /** Which database this is: a copy or a restored dump of it is another one. */
  private static final String PRIMARY_ID =
      "(SELECT system_identifier FROM pg_control_system()) || '/'"
          + " || (SELECT oid FROM pg_database WHERE datname = current_database())";

  private final Connection connection;
  private final PrimaryNames names;
  private final UUID site;

  private PrimarySession(Connection connection, PrimaryNames names, UUID site) {
    this.connection = connection;
    this.names = names;
    this.site = site;
  }

  private static String planner(String other) {
    return Stream.of("enable_hashjoin", "enable_mergejoin", "enable_seqscan")
        .map(setting -> "SET LOCAL " + setting + " = " + other)
        .collect(Collectors.joining("; "));
  }

  static PrimarySession open(Link link, PrimaryNames names, UUID site) throws SQLException {
    Connection connection = link.open();
    try {
      connection.setAutoCommit(false);
      PrimarySession session = new PrimarySession(connection, names, site);
      session.await(ANSWER);
      return session;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private void await(Duration longest) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(longest.toMillis()));
  }

  Connection connection() {
    return connection;
  }

  /** Lets somebody look at this side, who may wait longer for an answer than we would. */
  void show(CycleObserver observer) throws SQLException {
    await(LONG_ANSWER);
    observer.onPrimary(connection);
    await(ANSWER);
  }

  /** Begins a transaction with its settings. */
  void begin() throws SQLException {
    Pins.set(connection, LOCKS);
  }

  /**
   * Begins the transaction that reads: locks first, then the snapshot. A lock takes no snapshot,
   * and without it a table that is rewritten between snapshot and read would look empty for good.
   *
   * @param round that is asked for; null for none
   */
  PrimaryView beginReading(List<MirroredTable> tables, @Nullable UUID round) throws SQLException {
    beginLocked(tables);
    return view(tables, round);
  }

  /**
   * Begins a transaction with locks on all that is read, before there is a snapshot. The planner
   * knows nothing of how the log's transactions are spread, and would read the whole log for its
   * last rows, or start workers for it, which takes longer than all the rest. All of it in one
   * round trip, as the primary may be far away.
   */
  private void beginLocked(List<MirroredTable> tables) throws SQLException {
    String locked =
        Stream.concat(
                Stream.of(names.recent(), names.older(), names.register()),
                tables.stream().map(table -> table.name().sql()))
            .collect(Collectors.joining(", "));
    List<String> statements = new ArrayList<>(Pins.statements(connection, LOCKS));
    statements.add(Pins.UNHURRIED);
    statements.add("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    statements.add("LOCK TABLE " + locked + " IN ACCESS SHARE MODE");
    statements.add("SET LOCAL max_parallel_workers_per_gather = 0");
    statements.add(FEW_KEYS);
    run(String.join("; ", statements));
  }

  /**
   * Begins a transaction in the snapshot that another session exported, without any lock: each
   * table is locked while it is read, and no longer. So a release that alters another one does not
   * wait, nor all who would wait behind it.
   */
  void beginIn(String snapshot) throws SQLException {
    List<String> statements = new ArrayList<>(Pins.statements(connection, LOCKS));
    statements.add(Pins.UNHURRIED);
    statements.add("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    statements.add("SET TRANSACTION SNAPSHOT " + Literals.text(snapshot));
    statements.add("SET LOCAL max_parallel_workers_per_gather = 0");
    run(String.join("; ", statements));
  }

  /**
   * Locks a table for reading until {@link #unlock}. One that was rewritten since the snapshot
   * looks empty or is another one by that name: whoever asks for its fingerprint later finds that
   * out.
   *
   * @return whether it is locked; not where a release has it in hand, or it is gone
   */
  boolean lock(MirroredTable table) throws SQLException {
    run("SAVEPOINT understudy_table");
    try {
      run("LOCK TABLE " + table.name().sql() + " IN ACCESS SHARE MODE");
      return true;
    } catch (SQLException e) {
      if (!List.of("55P03", "42P01", "3F000").contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
      unlock();
      return false;
    }
  }

  /** Lets go of the table that was locked last; the snapshot stays. */
  void unlock() throws SQLException {
    run("ROLLBACK TO SAVEPOINT understudy_table; RELEASE SAVEPOINT understudy_table");
  }

  /** A good part of a table is to be read by its keys: the planner may do it in any way. */
  void expectManyKeys() throws SQLException {
    run(MANY_KEYS);
  }

  /** As it is at the beginning of the transaction again. */
  void expectFewKeys() throws SQLException {
    run(FEW_KEYS);
  }

  /** Takes the snapshot of the transaction, if there is none yet, and looks at the register. */
  private PrimaryView view(List<MirroredTable> tables, @Nullable UUID round) throws SQLException {
    Array oids =
        connection.createArrayOf(
            "oid", tables.stream().flatMap(table -> table.oids().stream()).toArray());
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pg_current_snapshot()::text, clock_timestamp(), "
                + PRIMARY_ID
                + ", r.id, r.nonce, r.previous, r.xid::text, r.dropped, ("
                + STAMP
                + "), s.round IS NULL OR EXISTS (SELECT FROM "
                + names.rounds()
                + " d WHERE d.id = s.round) FROM (SELECT ?::uuid AS site, ?::uuid AS round) s"
                + " LEFT JOIN "
                + names.register()
                + " r ON r.id = s.site")) {
      for (int i = 1; i <= 4; i++) {
        statement.setArray(i, oids);
      }
      statement.setObject(5, site);
      statement.setObject(6, round);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        boolean registered = row.getObject(4) != null;
        return new PrimaryView(
            row.getString(1),
            row.getObject(2, OffsetDateTime.class).toInstant(),
            row.getString(3),
            registered ? registerRow(row, 5) : null,
            row.getString(9),
            row.getBoolean(10));
      }
    }
  }

  /** Whether a primary, which may have no table of ours at all, has a round; every one has none. */
  static boolean has(Connection connection, PrimaryNames names, @Nullable UUID round)
      throws SQLException {
    return round == null
        || (exists(connection, names.rounds()) && marked(connection, names, round));
  }

  private static boolean marked(Connection connection, PrimaryNames names, UUID round)
      throws SQLException {
    return there(
        connection, "SELECT EXISTS (SELECT FROM " + names.rounds() + " WHERE id = ?)", round);
  }

  private static boolean exists(Connection connection, String table) throws SQLException {
    return there(connection, "SELECT to_regclass(?) IS NOT NULL", table);
  }

  private static boolean there(Connection connection, String question, Object value)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(question)) {
      statement.setObject(1, value);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static RegisterRow registerRow(ResultSet row, int first) throws SQLException {
    return new RegisterRow(
        row.getObject(first, UUID.class),
        row.getObject(first + 1, UUID.class),
        row.getString(first + 2),
        row.getString(first + 3));
  }

  /** The database of a connection. */
  static String primaryId(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + PRIMARY_ID)) {
      row.next();
      return row.getString(1);
    }
  }

  /** The site's row in the register of a connection; null where there is none, or no register. */
  static @Nullable RegisterRow row(Connection connection, PrimaryNames names, UUID site)
      throws SQLException {
    if (!exists(connection, names.register())) {
      return null;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT nonce, previous, xid::text, dropped FROM "
                + names.register()
                + " WHERE id = ?")) {
      statement.setObject(1, site);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? registerRow(row, 1) : null;
      }
    }
  }

  /**
   * Writes the register row and commits, waiting for the disk: from then on all that the snapshot
   * saw survives a crash of the primary. In one round trip: without a row the commit changes
   * nothing.
   *
   * <p>The site counts as seen if the last such row has arrived on the fallback, and not in the
   * middle of a seed, each try of which arrives with its row: what never gets further must not keep
   * the log.
   *
   * @param standing what the fallback has durably
   * @param nonce the new one
   * @throws SQLException also when the row is not as it was, which another mirror's doing
   */
  void commitRegister(Standing standing, UUID nonce, @Nullable String oldest) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE "
                + names.register()
                + " SET nonce = ?, previous = ?, xid = pg_current_xact_id(),"
                + " snapshot = coalesce(?, snapshot), seen = CASE WHEN nonce IS NOT DISTINCT FROM ?"
                + " AND NOT ? THEN clock_timestamp() ELSE seen END"
                + " WHERE id = ? AND dropped IS NULL; COMMIT")) {
      statement.setObject(1, nonce);
      statement.setObject(2, standing.nonce(), Types.OTHER);
      statement.setString(3, oldest);
      statement.setObject(4, standing.nonce(), Types.OTHER);
      statement.setBoolean(5, standing.seeding());
      statement.setObject(6, site);
      if (statement.executeUpdate() != 1) {
        throw new SQLException("the site is not in the register", "55000");
      }
    }
  }

  /** Lets other sessions take this transaction's snapshot, as long as it lasts. */
  String exportSnapshot() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
      row.next();
      return row.getString(1);
    }
  }

  /** About how many bytes some tables have. */
  long size(List<MirroredTable> tables) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT coalesce(sum(pg_table_size(t.oid)), 0) FROM unnest(?) t (oid)")) {
      statement.setArray(
          1,
          connection.createArrayOf(
              "oid", tables.stream().flatMap(table -> table.oids().stream()).toArray()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void rollback() throws SQLException {
    connection.rollback();
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
