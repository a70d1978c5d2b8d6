package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.knowledge.Finder;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Communities;
import com.hypermindlabs.understudy.assistant.store.Members;

/**
 * What a conversation is kept in and drawn from. Immutable.
 *
 * @param members who talks
 * @param communities group chats
 * @param history what was said
 * @param finder what is known
 */
public record Stores(
    Members members, Communities communities, ChatHistory history, Finder finder) {}
