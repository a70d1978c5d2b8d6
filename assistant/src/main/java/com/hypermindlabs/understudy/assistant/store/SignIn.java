package com.hypermindlabs.understudy.assistant.store;

import java.time.Duration;

/** How an attempt to sign in ended. Immutable. */
public sealed interface SignIn {
  /**
   * It is the member.
   *
   * @param member who signed in
   */
  record Welcome(Member member) implements SignIn {}

  /** Login and password do not belong together; which of the two is wrong is not told. */
  record Refused() implements SignIn {}

  /**
   * Too many attempts failed of late; nothing was tried.
   *
   * @param waitFor how long until the next one is
   */
  record Later(Duration waitFor) implements SignIn {}
}
