package com.hypermindlabs.understudy.pool;

import com.hypermindlabs.understudy.config.Wire;
import com.hypermindlabs.understudy.health.FailureClassifier;
import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A physical connection, under the pool, that knows whether a commit was under way when it broke:
 * the driver says 08006 then, or nothing at all. Not thread-safe, but for {@link #abort()}.
 */
final class ObservedConnection extends TellingConnection {
  /** What is told of a connection's end. */
  interface Listener {
    /** The server or the link broke the connection. */
    void lost(ObservedConnection connection, SQLException cause);

    /** The connection was closed. */
    void closed(ObservedConnection connection);

    /** The server refused a write as one that takes none now: SQLSTATE 25006. */
    void refused();

    /** Something that probably changed data was committed. */
    void committed();

    /** Whether the route leads elsewhere by now. */
    boolean left();
  }

  /** A pool that lends connections out. */
  interface Lender {
    /**
     * Keeps one no longer that has ended, and says nothing of its end to who is just giving it
     * back.
     *
     * @param known what any borrower has had of it in hand
     */
    void discard(Connection known);
  }

  private static final String REFUSED = "25006";

  /**
   * Said in place of beginning what was asked: by the driver, that the connection is closed; by the
   * server, that the session was idle for too long.
   */
  private static final Set<String> NOT_BEGUN = Set.of("08003", "25P03", "57P05");

  private final Wire wire;
  private final Listener listener;
  private final String server;
  private boolean autoCommit = true;
  private boolean readOnly;
  private boolean wrote;
  private volatile boolean aborted;
  private @Nullable Lender lender;
  private @Nullable Connection known;

  ObservedConnection(Connection delegate, Wire wire, Listener listener, String server) {
    super(delegate);
    this.wire = wire;
    this.listener = listener;
    this.server = server;
  }

  /** The server's process for it, by whatever name its session goes; behind a pooler any number. */
  int process() {
    return delegate instanceof BaseConnection driver ? driver.getBackendPID() : 0;
  }

  /** The exception for a failed statement; tells the listener when the connection broke. */
  SQLException broken(SQLException cause, String sql) {
    return lost(
        cause,
        () ->
            StatementText.endsTransaction(sql)
                || (autoCommit && !isRefused(cause) && !StatementText.surelyReads(sql)));
  }

  /** A statement ran well; hands its result on. */
  <T> T ran(T result, String sql) {
    ran(sql);
    return result;
  }

  /** A statement ran well. */
  void ran(String sql) {
    wrote = wrote || !StatementText.looksLikeQuery(sql);
    if (autoCommit) {
      committed();
    }
  }

  private void committed() {
    if (wrote) {
      wrote = false;
      listener.committed();
    }
  }

  /**
   * A pool lends it out.
   *
   * @param as what the borrower has of it in hand; the first is remembered and will do, so that
   *     later ones write nothing
   */
  void lent(Lender by, Connection as) {
    if (lender == null) {
      lender = by;
      known = as;
    }
  }

  /**
   * The exception for what failed and commits nothing. Such calls come from the pool, too, when the
   * connection is given back and made as it was. A borrower whose work is committed must not be
   * told then that it was rolled back; so a connection that has ended is the pool's no longer, and
   * the pool keeps to itself what such ones say on their way back.
   */
  @Override
  SQLException lost(SQLException cause) {
    SQLException told = lost(cause, () -> false);
    Connection once = known;
    if (told instanceof ConnectionLostException && lender != null && once != null && ended()) {
      known = null; // what follows may come by here again
      lender.discard(once);
    }
    return told;
  }

  /** Whether the driver sends nothing any more, so that nothing waits for an answer. */
  private boolean ended() {
    try {
      return delegate.isClosed();
    } catch (SQLException e) {
      return false;
    }
  }

  private SQLException lost(SQLException cause, BooleanSupplier mayHaveCommitted) {
    boolean refused = REFUSED.equals(cause.getSQLState());
    if (refused) {
      listener.refused();
    }
    if (!isBroken(cause) && !(refused && listener.left())) {
      return cause;
    }
    if (FailureClassifier.isConnectionFailure(cause)) {
      listener.lost(this, cause); // a server that ends an idle session is well
    }
    boolean begun = !NOT_BEGUN.contains(String.valueOf(cause.getSQLState()));
    return begun && mayHaveCommitted.getAsBoolean()
        ? new CommitUnknownException(server, cause)
        : new ConnectionLostException(server, cause);
  }

  /** Nothing is done of what is refused; of a batch, the statements before it may be. */
  private static boolean isRefused(SQLException cause) {
    return REFUSED.equals(cause.getSQLState()) && !(cause instanceof BatchUpdateException);
  }

  /**
   * The driver closes a connection that its server ends, whatever the server says of it. After an
   * abort it may say anything, SQLSTATE or not.
   */
  private boolean isBroken(SQLException cause) {
    try {
      return aborted || delegate.isClosed() || FailureClassifier.isConnectionFailure(cause);
    } catch (SQLException e) {
      return true;
    }
  }

  @Override
  public void commit() throws SQLException {
    boolean something = somethingToCommit();
    try {
      delegate.commit();
      committed();
    } catch (SQLException e) {
      throw lost(e, () -> something && !isRefused(e));
    }
  }

  /**
   * Without a transaction the driver sends no commit, and nothing can be unknown; nor in one that
   * only reads, unless a statement in it was no query: it may have been SET TRANSACTION READ WRITE.
   */
  private boolean somethingToCommit() {
    return (!readOnly || wrote) && inTransaction();
  }

  private boolean inTransaction() {
    return delegate instanceof BaseConnection driver
        ? driver.getTransactionState() != TransactionState.IDLE
        : !autoCommit;
  }

  @Override
  public void setAutoCommit(boolean on) throws SQLException {
    boolean commits = on && !autoCommit && somethingToCommit();
    try {
      delegate.setAutoCommit(on);
      autoCommit = on;
      if (commits) {
        committed();
      }
    } catch (SQLException e) {
      throw commits ? lost(e, () -> !isRefused(e)) : lost(e);
    }
  }

  /** Counts only as far as the driver begins read-only transactions for it. */
  @Override
  public void setReadOnly(boolean on) throws SQLException {
    super.setReadOnly(on);
    readOnly = on && (!(delegate instanceof BaseConnection driver) || driver.hintReadOnly());
  }

  @Override
  public void rollback() throws SQLException {
    super.rollback();
    wrote = false;
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    DatabaseMetaData data = asking(() -> delegate.getMetaData());
    return ObservedReads.of(DatabaseMetaData.class, data, this, this);
  }

  /** Rows as they are read; those that are sent only then tell when the connection breaks. */
  ResultSet reading(ResultSet rows, Statement statement) throws SQLException {
    boolean sends =
        !rows.isClosed()
            && ((!autoCommit && rows.getFetchSize() > 0)
                || rows.getConcurrency() == ResultSet.CONCUR_UPDATABLE);
    return sends ? ObservedReads.of(ResultSet.class, rows, this, statement) : rows;
  }

  /** A pool on top of ours keeps what is valid, and must not keep one of the server it left. */
  @Override
  public boolean isValid(int seconds) throws SQLException {
    if (listener.left() && !inTransaction()) {
      return false;
    }
    boolean valid = delegate.isValid(seconds);
    if (!valid) {
      listener.lost(this, new SQLException("a pooled connection no longer answers", "08003"));
    }
    return valid;
  }

  @Override
  public void close() throws SQLException {
    listener.closed(this);
    delegate.close();
  }

  /** It waits for nobody, and needs no executor. */
  @Override
  public void abort(Executor executor) throws SQLException {
    abort();
  }

  /** Ends it at once, whoever uses it, and waits for nobody. */
  void abort() throws SQLException {
    aborted = true;
    listener.closed(this);
    wire.abort(delegate);
  }

  @Override
  public Statement createStatement() throws SQLException {
    return new ObservedStatement(asking(() -> delegate.createStatement()), this);
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    return new ObservedStatement(asking(() -> delegate.createStatement(type, concurrency)), this);
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    return new ObservedStatement(
        asking(() -> delegate.createStatement(type, concurrency, holdability)), this);
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return new ObservedPreparedStatement(asking(() -> delegate.prepareStatement(sql)), this, sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int keys) throws SQLException {
    return new ObservedPreparedStatement(
        asking(() -> delegate.prepareStatement(sql, keys)), this, sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
    return new ObservedPreparedStatement(
        asking(() -> delegate.prepareStatement(sql, columns)), this, sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
    return new ObservedPreparedStatement(
        asking(() -> delegate.prepareStatement(sql, columns)), this, sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return new ObservedPreparedStatement(
        asking(() -> delegate.prepareStatement(sql, type, concurrency)), this, sql);
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return new ObservedPreparedStatement(
        asking(() -> delegate.prepareStatement(sql, type, concurrency, holdability)), this, sql);
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    return ObservedCalls.of(asking(() -> delegate.prepareCall(sql)), this, sql);
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    return ObservedCalls.of(asking(() -> delegate.prepareCall(sql, type, concurrency)), this, sql);
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return ObservedCalls.of(
        asking(() -> delegate.prepareCall(sql, type, concurrency, holdability)), this, sql);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(delegate) ? type.cast(delegate) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(delegate) || delegate.isWrapperFor(type);
  }
}
