package com.hypermindlabs.understudy.assistant.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/** Group chats. Every call may be repeated after any error. Thread-safe. */
public final class Communities {
  private static final int LONGEST_ID = 200;
  private static final int LONGEST_TITLE = 300;

  private final Database database;
  private final Keys keys;

  /** Communities in the database that the source leads to. */
  public Communities(DataSource source) {
    this(source, new Keys());
  }

  /** As the other constructor, with keys of the caller's. */
  public Communities(DataSource source, Keys keys) {
    this.database = new Database(source);
    this.keys = keys;
  }

  /**
   * The community that an interface calls by this id, registered when it is not known yet; its
   * title is set to the one given.
   *
   * @throws StoreException when the database does not serve
   */
  public Community registerOrFind(Channel channel, String externalId, String title) {
    UUID id = keys.next();
    Text.present("the id of a community", externalId, LONGEST_ID);
    Text.present("the title of a community", title, LONGEST_TITLE);
    return database.run(
        "register or find the community " + externalId,
        handle ->
            // Mostly it is known under this very title, and nothing need be written.
            find(handle, channel, externalId)
                .filter(known -> known.title().equals(title))
                .orElseGet(() -> put(handle, new Community(id, channel, externalId, title))));
  }

  /**
   * Makes sure that a community is known that was registered on another server and may not have
   * reached this one.
   *
   * @throws StoreException when the database does not serve
   */
  public void restore(Community community) {
    database.run(
        "restore the community " + community.externalId(), handle -> put(handle, community));
  }

  /** The community with a key. */
  public Optional<Community> find(UUID id) {
    return database.run(
        "find the community " + id,
        handle ->
            handle
                .createQuery("SELECT id, channel, external_id, title FROM community WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne());
  }

  private static Optional<Community> find(Handle handle, Channel channel, String externalId) {
    return handle
        .createQuery(
            """
            SELECT id, channel, external_id, title
              FROM community
             WHERE channel = :channel AND external_id = :external_id
            """)
        .bind("channel", channel.column())
        .bind("external_id", externalId)
        .map((row, context) -> read(row))
        .findOne();
  }

  private static Community put(Handle handle, Community community) {
    return handle
        .createQuery(
            """
            INSERT INTO community (id, channel, external_id, title, created_at)
            VALUES (:id, :channel, :external_id, :title, :created_at)
            ON CONFLICT (channel, external_id) DO UPDATE SET title = excluded.title
            RETURNING id, channel, external_id, title
            """)
        .bind("id", community.id())
        .bind("channel", community.channel().column())
        .bind("external_id", community.externalId())
        .bind("title", community.title())
        .bind("created_at", Keys.madeAt(community.id()))
        .map((row, context) -> read(row))
        .one();
  }

  private static Community read(ResultSet row) throws SQLException {
    return new Community(
        row.getObject("id", UUID.class),
        Channel.of(row.getString("channel")),
        row.getString("external_id"),
        row.getString("title"));
  }
}
