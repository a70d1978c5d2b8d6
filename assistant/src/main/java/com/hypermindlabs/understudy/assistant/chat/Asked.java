package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.store.Community;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message that is to be answered, and whose it is. Immutable.
 *
 * @param member who asks
 * @param community the group chat; null when the member is alone with the assistant
 * @param question the message as it is kept
 */
record Asked(Member member, @Nullable Community community, Message question) {}
