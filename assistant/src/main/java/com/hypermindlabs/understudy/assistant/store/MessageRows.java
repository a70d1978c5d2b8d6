package com.hypermindlabs.understudy.assistant.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Messages as rows. */
final class MessageRows {
  private MessageRows() {}

  static <S extends SqlStatement<S>> S bind(S statement, NewMessage message) {
    NewMessage.@Nullable Reply reply = message.reply();
    @Nullable Generation made = reply == null ? null : reply.generation();
    Generation.Usage usage = made == null ? Generation.Usage.UNKNOWN : made.usage();
    return statement
        .bind("member_id", message.memberId())
        .bindByType("community_id", message.communityId(), UUID.class)
        .bind("channel", message.channel().column())
        .bind("client_key", message.clientKey())
        .bind("author", message.author().column())
        .bind("body", message.body())
        .bind("words", Words.vector(message.body()))
        .bindByType("reply_to", reply == null ? null : reply.to(), UUID.class)
        .bind("model", made == null ? null : made.model())
        .bind("problem", made == null ? null : made.problem())
        .bind("finish", made == null ? null : made.finish().column())
        .bind("prompt_tokens", usage.promptTokens())
        .bind("reply_tokens", usage.replyTokens())
        .bind("first_token_ms", milliseconds(usage.firstToken()))
        .bind("total_ms", milliseconds(usage.total()));
  }

  static Message read(ResultSet row, StatementContext context) throws SQLException {
    NewMessage said =
        new NewMessage(
            row.getObject("member_id", UUID.class),
            row.getObject("community_id", UUID.class),
            Channel.of(row.getString("channel")),
            row.getString("client_key"),
            row.getString("body"),
            reply(row));
    return new Message(
        row.getObject("id", UUID.class),
        said,
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  private static NewMessage.@Nullable Reply reply(ResultSet row) throws SQLException {
    if (Author.of(row.getString("author")) == Author.MEMBER) {
      return null;
    }
    Generation generation =
        new Generation(
            row.getString("model"),
            row.getString("problem"),
            Generation.Finish.of(row.getString("finish")),
            new Generation.Usage(
                row.getObject("prompt_tokens", Integer.class),
                row.getObject("reply_tokens", Integer.class),
                duration(row.getObject("first_token_ms", Integer.class)),
                duration(row.getObject("total_ms", Integer.class))));
    return new NewMessage.Reply(row.getObject("reply_to", UUID.class), generation);
  }

  private static @Nullable Integer milliseconds(@Nullable Duration duration) {
    return duration == null ? null : Math.toIntExact(duration.toMillis());
  }

  private static @Nullable Duration duration(@Nullable Integer milliseconds) {
    return milliseconds == null ? null : Duration.ofMillis(milliseconds);
  }
}
