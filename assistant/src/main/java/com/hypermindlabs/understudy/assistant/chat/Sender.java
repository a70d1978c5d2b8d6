package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.store.Identity;
import java.util.UUID;

/** Who a message is from. Immutable. */
public sealed interface Sender {
  /**
   * A member who has signed in.
   *
   * @param memberId the member's key
   */
  record SignedIn(UUID memberId) implements Sender {}

  /**
   * Somebody whom the interface names: found by that name, or registered under it.
   *
   * @param identity what the interface knows the person by
   * @param displayName what a new member is called
   */
  record Met(Identity identity, String displayName) implements Sender {}
}
