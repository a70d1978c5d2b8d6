package com.hypermindlabs.understudy.assistant.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * What passes between an account and its service: what was fetched, what is to be sent, what was.
 * Rows are facts that are only added, so that every call may be repeated after any error, and after
 * a failover on the server that has not seen them. Thread-safe.
 */
public final class BotLedger {
  private static final String OURS = "channel = :channel AND account = :account";

  private final Database database;
  private final BotAccount account;

  /** The account's ledger in the database that the source leads to. */
  public BotLedger(DataSource source, BotAccount account) {
    this.database = new Database(source);
    this.account = account;
  }

  /**
   * How far the account's messages have been fetched.
   *
   * @param position in the order of the service
   * @param movedAt when it got there
   */
  public record Cursor(long position, Instant movedAt) {}

  /** Where fetching goes on; empty when nothing was ever fetched. */
  public Optional<Cursor> cursor() {
    return database.run(
        "read how far the " + account + " is",
        handle ->
            of(handle.createQuery("SELECT position, moved_at FROM bot_cursor WHERE " + OURS))
                .map((row, context) -> new Cursor(row.getLong(1), instant(row, 2)))
                .findOne());
  }

  /** Keeps what was fetched, and that it was, in one transaction. */
  public void receive(Collection<BotUpdate> updates, Cursor cursor) {
    database.transaction(
        "keep what the " + account + " was sent",
        handle -> {
          updates.forEach(update -> insert(handle, update));
          of(handle.createUpdate(
                  """
                  INSERT INTO bot_cursor (channel, account, position, moved_at)
                  VALUES (:channel, :account, :position, :moved_at)
                  ON CONFLICT (channel, account)
                  DO UPDATE SET position = excluded.position, moved_at = excluded.moved_at
                  """))
              .bind("position", cursor.position())
              .bind("moved_at", cursor.movedAt())
              .execute();
          return true;
        });
  }

  /** Keeps an update once more, which may be there. */
  public void receive(BotUpdate update) {
    database.run(
        "keep an update of the " + account, handle -> Boolean.valueOf(insert(handle, update)));
  }

  private boolean insert(Handle handle, BotUpdate update) {
    return of(handle.createUpdate(
                """
                INSERT INTO bot_update (channel, account, update_key, position, body, received_at)
                VALUES (:channel, :account, :key, :position, :body, :received_at)
                ON CONFLICT DO NOTHING
                """))
            .bind("key", update.key())
            .bind("position", update.position())
            .bind("body", update.body())
            .bind("received_at", update.receivedAt())
            .execute()
        > 0;
  }

  /** What is not answered yet, in the order of the service. */
  public List<BotUpdate> unanswered(int limit) {
    return database.run(
        "find what the " + account + " has to answer",
        handle ->
            of(handle.createQuery(
                    """
                    SELECT update_key, position, body, received_at
                      FROM bot_update AS asked
                     WHERE channel = :channel AND account = :account
                       AND NOT EXISTS (
                             SELECT
                               FROM bot_posted
                              WHERE channel = :channel AND account = :account
                                AND update_key = asked.update_key AND last)
                     ORDER BY position LIMIT :limit
                    """))
                .bind("limit", limit)
                .map(
                    (row, context) ->
                        new BotUpdate(
                            row.getString(1), row.getLong(2), row.getString(3), instant(row, 4)))
                .list());
  }

  /**
   * Decides on what is sent under a key. What was decided on before stays.
   *
   * @param posts all parts
   * @return the parts to send, in order
   */
  public List<BotPost> intend(List<BotPost> posts) {
    String key = posts.get(0).key();
    return database.transaction(
        "keep what the " + account + " is to send",
        handle -> {
          List<BotPost> decided = posts(handle, key);
          // Not part by part: two divisions of two answers would be mixed.
          if (!decided.isEmpty()) {
            return decided;
          }
          posts.forEach(post -> insert(handle, post));
          return posts(handle, key);
        });
  }

  /** What was decided on to be sent under a key, in order; empty when nothing was. */
  public List<BotPost> intended(String key) {
    return database.run("find what the " + account + " is to send", handle -> posts(handle, key));
  }

  private void insert(Handle handle, BotPost post) {
    of(handle.createUpdate(
            """
            INSERT INTO bot_post (channel, account, update_key, part, last, body, intended_at)
            VALUES (:channel, :account, :key, :part, :last, :body, :intended_at)
            ON CONFLICT DO NOTHING
            """))
        .bind("key", post.key())
        .bind("part", post.part())
        .bind("last", post.last())
        .bind("body", post.body())
        .bind("intended_at", post.intendedAt())
        .execute();
  }

  private List<BotPost> posts(Handle handle, String key) {
    return of(handle.createQuery(
            """
            SELECT part, last, body, intended_at FROM bot_post
             WHERE channel = :channel AND account = :account AND update_key = :key ORDER BY part
            """))
        .bind("key", key)
        .map(
            (row, context) ->
                new BotPost(
                    key, row.getInt(1), row.getBoolean(2), row.getString(3), instant(row, 4)))
        .list();
  }

  /** The parts under a key of which it is known what became of them. */
  public Set<Integer> done(String key) {
    return database.run(
        "find what the " + account + " has sent",
        handle ->
            new HashSet<>(
                of(handle.createQuery(
                        """
                        SELECT part FROM bot_posted
                         WHERE channel = :channel AND account = :account AND update_key = :key
                        """))
                    .bind("key", key)
                    .mapTo(Integer.class)
                    .list()));
  }

  /** Keeps what became of a post; what was kept first stays. */
  public void posted(BotPosted posted) {
    database.run(
        "keep what became of a post of the " + account,
        handle ->
            of(handle.createUpdate(
                    """
                    INSERT INTO bot_posted (channel, account, update_key, part, last, external_id,
                                            problem, posted_at)
                    VALUES (:channel, :account, :key, :part, :last, :external_id, :problem,
                            :posted_at)
                    ON CONFLICT DO NOTHING
                    """))
                .bind("key", posted.post().key())
                .bind("part", posted.post().part())
                .bind("last", posted.post().last())
                .bind("external_id", posted.externalId())
                .bind("problem", posted.problem())
                .bind("posted_at", posted.at())
                .execute());
  }

  /**
   * When posts were sent, or may have been, the oldest first: those under a key are left out, and
   * those that were surely not sent.
   */
  public List<Instant> sentSince(Instant since, String exceptKey) {
    return database.run(
        "count what the " + account + " has sent",
        handle ->
            of(handle.createQuery(
                    """
                    SELECT coalesce(posted_at, intended_at) AS at
                      FROM bot_post LEFT JOIN bot_posted
                           USING (channel, account, update_key, part)
                     WHERE channel = :channel AND account = :account AND intended_at > :before
                       AND coalesce(posted_at, intended_at) > :since
                       AND (posted_at IS NULL OR external_id IS NOT NULL)
                       AND update_key <> :except
                     ORDER BY at
                    """))
                .bind("since", since)
                // What waited long for its turn was intended earlier than it was sent.
                .bind("before", since.minus(Duration.ofDays(7)))
                .bind("except", exceptKey)
                .map((row, context) -> instant(row, 1))
                .list());
  }

  /** Forgets what was answered before that time; how far fetching is stays known. */
  public void prune(Instant before) {
    database.transaction(
        "forget what the " + account + " answered long ago",
        handle -> {
          String old =
              "(SELECT update_key FROM bot_posted WHERE "
                  + OURS
                  + " AND last AND posted_at < :before)";
          for (String table : List.of("bot_update", "bot_post", "bot_posted")) {
            of(handle.createUpdate(
                    "DELETE FROM " + table + " WHERE " + OURS + " AND update_key IN " + old))
                .bind("before", before)
                .execute();
          }
          return true;
        });
  }

  private <S extends SqlStatement<S>> S of(S statement) {
    return statement.bind("channel", account.channel().column()).bind("account", account.number());
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class)
        .withOffsetSameInstant(ZoneOffset.UTC)
        .toInstant();
  }
}
