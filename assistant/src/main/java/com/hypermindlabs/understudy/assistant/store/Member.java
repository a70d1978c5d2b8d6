package com.hypermindlabs.understudy.assistant.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Somebody who talks to the assistant. Immutable.
 *
 * @param id the key
 * @param displayName what the assistant calls the member, 1 to 200 characters
 * @param identities what the member is recognised by, one at least and one of a kind
 * @param roles what the member may do, in alphabetical order
 * @param createdAt when the member was first met
 */
public record Member(
    UUID id, String displayName, List<Identity> identities, Set<String> roles, Instant createdAt) {
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_ROLE = 64;

  /** Copies the collections. */
  public Member {
    identities = List.copyOf(identities);
    roles = java.util.Collections.unmodifiableSet(new TreeSet<>(roles));
  }

  static String checkedName(String displayName) {
    return Text.present("a member's name", displayName, LONGEST_NAME);
  }

  static String checkedRole(String role) {
    return Text.present("a role", role, LONGEST_ROLE);
  }
}
