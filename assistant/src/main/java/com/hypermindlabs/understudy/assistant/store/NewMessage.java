package com.hypermindlabs.understudy.assistant.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something said that is to be kept. Member, channel, author and client key together name it: kept
 * twice, it is one row. Immutable.
 *
 * @param memberId whose message it is, or who is answered
 * @param communityId the group chat; null when the member is alone with the assistant
 * @param channel the interface it came or went through
 * @param clientKey what the sender calls the message, 1 to 200 characters
 * @param body the text, at most {@value #LONGEST_BODY} characters; only a reply may be empty
 * @param reply of the assistant's messages only: what they answer and how they came about
 */
public record NewMessage(
    UUID memberId,
    @Nullable UUID communityId,
    Channel channel,
    String clientKey,
    String body,
    @Nullable Reply reply) {
  /** The most characters that a message may have. */
  public static final int LONGEST_BODY = 2_000_000;

  private static final int LONGEST_KEY = 200;

  /** Refuses what PostgreSQL cannot keep. */
  public NewMessage {
    Text.present("the client key of a message", clientKey, LONGEST_KEY);
    if (reply == null) {
      Text.present("the body of a message", body, LONGEST_BODY);
    } else {
      Text.storable("the body of a reply", body, LONGEST_BODY);
    }
  }

  /**
   * What makes a message a reply.
   *
   * @param to the message that it answers
   * @param generation how it came about
   */
  public record Reply(UUID to, Generation generation) {}

  /** What a member said to the assistant alone. */
  public static NewMessage from(UUID memberId, Channel channel, String clientKey, String body) {
    return new NewMessage(memberId, null, channel, clientKey, body, null);
  }

  /** The same message, said in a group chat. */
  public NewMessage in(UUID community) {
    return new NewMessage(memberId, community, channel, clientKey, body, reply);
  }

  /**
   * The assistant's answer to a message, in the same conversation. Its client key is that of the
   * message, so that a message has one answer however often it is handled, on however many servers.
   */
  public static NewMessage answer(Message question, String body, Generation generation) {
    return new NewMessage(
        question.memberId(),
        question.communityId(),
        question.channel(),
        question.said().clientKey(),
        body,
        new Reply(question.id(), generation));
  }

  Author author() {
    return reply == null ? Author.MEMBER : Author.ASSISTANT;
  }
}
