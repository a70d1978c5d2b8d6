package com.hypermindlabs.understudy.assistant.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Who is signed in on the web, by the SHA-256 of the token that the browser keeps. A row is never
 * changed, so that sides of an outage have nothing to merge. Every call may be repeated after any
 * error. Thread-safe.
 */
public final class Sessions {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final Database database;
  private final InstantSource clock;

  /** Sessions in the database that the source leads to, ending by the given clock. */
  public Sessions(DataSource source, InstantSource clock) {
    this.database = new Database(source);
    this.clock = clock;
  }

  /**
   * Begins a session and forgets those that have ended.
   *
   * @param digest SHA-256 of the token, in lower-case hexadecimal
   * @throws StoreException when the database does not serve, or the member is gone (SQLSTATE 23503)
   */
  public void begin(String digest, UUID memberId, Duration life) {
    requireDigest(digest);
    Instant now = clock.instant();
    database.run(
        "begin a session of the member " + memberId,
        handle -> {
          handle
              .createUpdate("DELETE FROM web_session WHERE expires_at < :now")
              .bind("now", now.atOffset(ZoneOffset.UTC))
              .execute();
          return handle
              .createUpdate(
                  """
                  INSERT INTO web_session (digest, member_id, created_at, expires_at)
                  VALUES (:digest, :member_id, :now, :expires_at)
                  ON CONFLICT DO NOTHING
                  """)
              .bind("digest", digest)
              .bind("member_id", memberId)
              .bind("now", now.atOffset(ZoneOffset.UTC))
              .bind("expires_at", now.plus(life).atOffset(ZoneOffset.UTC))
              .execute();
        });
  }

  /** Who is signed in, with the roles of this moment; empty when it ended or never was. */
  public Optional<Member> find(String digest) {
    requireDigest(digest);
    return database.run(
        "find a session",
        handle ->
            handle
                .createQuery(
                    MemberRows.SELECT
                        + """
                        WHERE member.id = (SELECT member_id FROM web_session
                                            WHERE digest = :digest AND expires_at > :now)
                        """)
                .bind("digest", digest)
                .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
                .map(MemberRows::read)
                .findOne());
  }

  /** Ends one; harmless when it has ended. */
  public void end(String digest) {
    requireDigest(digest);
    database.run(
        "end a session",
        handle ->
            handle
                .createUpdate("DELETE FROM web_session WHERE digest = :digest")
                .bind("digest", digest)
                .execute());
  }

  private static void requireDigest(String digest) {
    if (!SHA256.matcher(digest).matches()) {
      throw new IllegalArgumentException("a session is named by a SHA-256 in hexadecimal");
    }
  }
}
