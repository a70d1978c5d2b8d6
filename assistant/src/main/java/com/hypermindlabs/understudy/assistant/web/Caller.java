package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.assistant.store.Member;

/**
 * Who calls: a member who is signed in. Immutable.
 *
 * @param member with the roles of this moment
 * @param access what the member may
 * @param ticket the session
 */
record Caller(Member member, Access access, Ticket ticket) {}
