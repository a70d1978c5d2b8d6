package com.hypermindlabs.understudy.assistant.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** What was said. Every call may be repeated after any error. Thread-safe. */
public final class ChatHistory {
  private static final int MOST_ATTEMPTS = 5;

  /** Above every key of version 7. */
  private static final UUID AFTER_ALL = new UUID(-1, -1);

  private static final String COLUMNS =
      """
      SELECT id, member_id, community_id, channel, client_key, author, body, reply_to, model,
             problem, finish, prompt_tokens, reply_tokens, first_token_ms, total_ms, created_at
        FROM chat_message
      """;

  private static final String OF_MEMBER = "WHERE member_id = :of AND community_id IS NULL\n";
  private static final String OF_COMMUNITY = "WHERE community_id = :of\n";

  private final Database database;
  private final Keys keys;

  /** History in the database that the source leads to. */
  public ChatHistory(DataSource source) {
    this(source, new Keys());
  }

  /** As the other constructor, with keys of the caller's. */
  public ChatHistory(DataSource source, Keys keys) {
    this.database = new Database(source);
    this.keys = keys;
  }

  /**
   * What became of a message that was given to be kept.
   *
   * @param message the row; with another body when the client key was used for another message
   * @param added false when it had been kept before
   */
  public record Kept(Message message, boolean added) {}

  /**
   * Keeps a message. The same member, channel, author and client key again give the row that is
   * there, however many callers try at once.
   *
   * @throws StoreException when the database does not serve, or the member is unknown (SQLSTATE
   *     23503)
   */
  public Kept append(NewMessage message) {
    return append(keys.next(), message);
  }

  /**
   * As {@link #append(NewMessage)}, under a key that it already has elsewhere: a message that was
   * kept on one server and has not reached the other is the same there.
   */
  public Kept append(UUID id, NewMessage message) {
    String operation = "keep a message of the member " + message.memberId();
    return database.run(
        operation,
        handle -> {
          // The row in the way of the insert can be deleted before it is read: then try again.
          for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            if (insert(handle, id, message) > 0) {
              return new Kept(new Message(id, message, Keys.madeAt(id)), true);
            }
            Optional<Message> row = find(handle, message);
            if (row.isPresent()) {
              return new Kept(row.get(), false);
            }
          }
          throw new StoreException(operation + ": deleted as often as kept", "", null);
        });
  }

  /** The message that is kept under the member, channel, author and client key of another. */
  public Optional<Message> find(NewMessage message) {
    return database.run(
        "find a message of the member " + message.memberId(), handle -> find(handle, message));
  }

  /** The message with a key. */
  public Optional<Message> find(UUID id) {
    return database.run(
        "find the message " + id,
        handle ->
            handle
                .createQuery(COLUMNS + "WHERE id = :id")
                .bind("id", id)
                .map(MessageRows::read)
                .findOne());
  }

  /** The assistant's answer to a message, if it is kept. */
  public Optional<Message> answerTo(UUID messageId) {
    return database.run(
        "find the answer to the message " + messageId,
        handle ->
            handle
                .createQuery(COLUMNS + "WHERE reply_to = :id ORDER BY id LIMIT 1")
                .bind("id", messageId)
                .map(MessageRows::read)
                .findOne());
  }

  /**
   * The newest messages of a conversation, the oldest of them first.
   *
   * @param before the message that the page ends before; null for the very newest
   * @param limit how many at most
   */
  public List<Message> recent(Conversation conversation, @Nullable UUID before, int limit) {
    return database.run(
        "read the recent messages of " + conversation,
        handle -> {
          List<Message> newestFirst =
              new ArrayList<>(
                  of(handle, conversation, "AND id < :before ORDER BY id DESC LIMIT :limit")
                      .bind("before", before == null ? AFTER_ALL : before)
                      .bind("limit", limit)
                      .map(MessageRows::read)
                      .list());
          Collections.reverse(newestFirst);
          return List.copyOf(newestFirst);
        });
  }

  /**
   * The messages of a conversation that hold all words of a question, the newest first. A question
   * without a word finds nothing.
   *
   * @param limit how many at most
   */
  public List<Message> search(Conversation conversation, String question, int limit) {
    List<String> words = Words.asked(question);
    if (words.isEmpty()) {
      return List.of();
    }
    return database.run(
        "search the messages of " + conversation,
        handle ->
            of(
                    handle,
                    conversation,
                    "AND words @@ CAST(:words AS tsquery) ORDER BY id DESC LIMIT :limit")
                .bind("words", Words.all(words))
                .bind("limit", limit)
                .map(MessageRows::read)
                .list());
  }

  private static Query of(Handle handle, Conversation conversation, String rest) {
    if (conversation instanceof Conversation.InCommunity in) {
      return handle.createQuery(COLUMNS + OF_COMMUNITY + rest).bind("of", in.communityId());
    }
    Conversation.WithMember with = (Conversation.WithMember) conversation;
    return handle.createQuery(COLUMNS + OF_MEMBER + rest).bind("of", with.memberId());
  }

  private static int insert(Handle handle, UUID id, NewMessage message) {
    String sql =
        """
        INSERT INTO chat_message
               (id, member_id, community_id, channel, client_key, author, body, words, reply_to,
                model, problem, finish, prompt_tokens, reply_tokens, first_token_ms, total_ms,
                created_at)
        VALUES (:id, :member_id, CAST(:community_id AS uuid), :channel, :client_key, :author, :body,
                CAST(:words AS tsvector), CAST(:reply_to AS uuid), :model, :problem, :finish,
                :prompt_tokens, :reply_tokens, :first_token_ms, :total_ms, :created_at)
        ON CONFLICT (member_id, channel, author, client_key) DO NOTHING
        """;
    return MessageRows.bind(handle.createUpdate(sql), message)
        .bind("id", id)
        .bind("created_at", Keys.madeAt(id))
        .execute();
  }

  private static Optional<Message> find(Handle handle, NewMessage message) {
    return handle
        .createQuery(
            COLUMNS
                + """
                WHERE member_id = :member_id AND channel = :channel AND author = :author
                  AND client_key = :client_key
                """)
        .bind("member_id", message.memberId())
        .bind("channel", message.channel().column())
        .bind("author", message.author().column())
        .bind("client_key", message.clientKey())
        .map(MessageRows::read)
        .findOne();
  }
}
