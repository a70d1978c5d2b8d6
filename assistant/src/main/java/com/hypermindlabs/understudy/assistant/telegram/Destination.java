package com.hypermindlabs.understudy.assistant.telegram;

import org.jspecify.annotations.Nullable;

/**
 * Where a message goes. Immutable.
 *
 * @param chat the chat; negative for groups
 * @param thread the topic of a group that has topics
 * @param replyTo the message that is answered, shown above the answer; null to show none
 */
record Destination(long chat, @Nullable Integer thread, @Nullable Integer replyTo) {
  boolean group() {
    return chat < 0;
  }

  Destination withoutReply() {
    return new Destination(chat, thread, null);
  }
}
