package com.hypermindlabs.understudy.assistant.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something said, as it is kept. Immutable.
 *
 * @param id the key; keys grow with time
 * @param said what was given to be kept
 * @param createdAt when it was given
 */
public record Message(UUID id, NewMessage said, Instant createdAt) {
  /** Whose message it is, or who is answered. */
  public UUID memberId() {
    return said.memberId();
  }

  /** The group chat; null when the member is alone with the assistant. */
  public @Nullable UUID communityId() {
    return said.communityId();
  }

  /** The interface it came or went through. */
  public Channel channel() {
    return said.channel();
  }

  /** Who said it. */
  public Author author() {
    return said.author();
  }

  /** The text. */
  public String body() {
    return said.body();
  }

  /** The history that it is part of. */
  public Conversation conversation() {
    UUID community = said.communityId();
    return community == null
        ? new Conversation.WithMember(said.memberId())
        : new Conversation.InCommunity(community);
  }
}
