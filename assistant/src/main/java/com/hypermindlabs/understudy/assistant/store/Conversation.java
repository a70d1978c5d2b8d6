package com.hypermindlabs.understudy.assistant.store;

import java.util.UUID;

/** Whose history a message is part of. Immutable. */
public sealed interface Conversation {
  /**
   * A member alone with the assistant, over whatever interface.
   *
   * @param memberId the member
   */
  record WithMember(UUID memberId) implements Conversation {}

  /**
   * A group chat.
   *
   * @param communityId the community
   */
  record InCommunity(UUID communityId) implements Conversation {}
}
