package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.config.MirrorSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sites that read the change log, as the primary knows them. Immutable, thread-safe; works on
 * connections of the caller's, which are in auto-commit mode and are so afterwards, where nothing
 * else is said.
 */
public final class SiteRegister {
  private static final Duration LOCK = Duration.ofSeconds(5);

  private final OurNames names;

  /** Of the installation with these names. */
  public SiteRegister(OurNames names) {
    this.names = names;
  }

  /**
   * A site.
   *
   * @param id its own
   * @param name for people
   * @param registered when it was last registered, by the primary's clock
   * @param seen when its mirror last made progress, by the primary's clock
   * @param snapshot what its fallback durably has; null before the first seed
   * @param nonce of the mirror's last cycle; null before the first
   * @param previous the one before that
   * @param dropped why the log does not wait for it any more; null while it does
   */
  public record Entry(
      UUID id,
      String name,
      Instant registered,
      Instant seen,
      @Nullable String snapshot,
      @Nullable UUID nonce,
      @Nullable UUID previous,
      @Nullable String dropped) {}

  /**
   * Registers a site, or registers it anew: whatever a snapshot taken from now on does not have
   * stays in the log for it. The nonces of a site that was there before are kept: they tell whether
   * this primary is still the same. One that is there and waits for its first seed is not seen by
   * it: it may do so at each of many tries.
   *
   * @param name for people
   * @param limits how long, and how much of, the log waits for the site
   */
  public void register(Connection primary, UUID site, String name, MirrorSettings limits)
      throws SQLException {
    primary.setAutoCommit(false);
    try {
      Pins.set(primary, LOCK);
      try (PreparedStatement statement =
          primary.prepareStatement(
              names.fill(
                  """
                  INSERT INTO {site} AS s (id, name, registered, seen, retention, log_limit)
                  VALUES (?, ?, clock_timestamp(), clock_timestamp(),
                    ?::bigint * interval '1 millisecond', ?)
                  ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name,
                    registered = EXCLUDED.registered,
                    seen = CASE WHEN s.dropped IS NULL AND s.snapshot IS NULL THEN s.seen
                      ELSE EXCLUDED.seen END,
                    retention = EXCLUDED.retention, log_limit = EXCLUDED.log_limit,
                    snapshot = NULL, dropped = NULL
                  """))) {
        statement.setObject(1, site);
        statement.setString(2, name);
        statement.setLong(3, limits.logRetention().toMillis());
        statement.setLong(4, limits.logLimit());
        statement.execute();
      }
      primary.commit();
    } catch (SQLException e) {
      primary.rollback();
      throw e;
    } finally {
      primary.setAutoCommit(true);
    }
  }

  /** What the register says of a site, in the connection's transaction if there is one. */
  public Optional<Entry> find(Connection primary, UUID site) throws SQLException {
    try (PreparedStatement statement =
        primary.prepareStatement(
            names.fill(
                """
                SELECT name, registered, seen, snapshot, nonce, previous, dropped
                FROM {site} WHERE id = ?
                """))) {
      statement.setObject(1, site);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(entry(site, row)) : Optional.empty();
      }
    }
  }

  private static Entry entry(UUID site, ResultSet row) throws SQLException {
    return new Entry(
        site,
        row.getString(1),
        row.getObject(2, Timestamp.class).toInstant(),
        row.getObject(3, Timestamp.class).toInstant(),
        row.getString(4),
        row.getObject(5, UUID.class),
        row.getObject(6, UUID.class),
        row.getString(7));
  }

  /** Takes a site out: the log does not wait for it any more, and it has to register anew. */
  public void forget(Connection primary, UUID site) throws SQLException {
    try (PreparedStatement statement =
        primary.prepareStatement(names.fill("DELETE FROM {site} WHERE id = ?"))) {
      statement.setObject(1, site);
      statement.executeUpdate();
    }
  }

  /**
   * Drops sites that stayed away for too long or hold too much of the log, and deletes what no site
   * needs; writers do the same now and then, unless a site is there. In a transaction of its own,
   * begun and committed in one round trip: the connection is not in auto-commit mode, and in no
   * transaction.
   *
   * @param most rows to delete
   */
  public void prune(Connection primary, long most) throws SQLException {
    List<String> statements = new ArrayList<>(Pins.statements(primary, LOCK));
    statements.add(names.fill("SELECT {prune}(" + most + ")"));
    statements.add("COMMIT");
    try (Statement statement = primary.createStatement()) {
      statement.execute(String.join("; ", statements));
    }
  }
}
