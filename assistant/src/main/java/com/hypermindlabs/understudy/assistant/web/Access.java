package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Member;
import io.javalin.security.RouteRole;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may call a route; each includes what the one before may. */
enum Access implements RouteRole {
  /** Everyone, signed in or not. */
  ANYONE,
  /** Who is signed in. */
  MEMBER,
  /** Who may add to the knowledge, and take from it. */
  EDITOR,
  /** Who may see and settle how the servers stand. */
  OPERATOR;

  private static final Set<String> OPERATORS = Set.of("owner", "operator");
  private static final Set<String> EDITORS = Set.of("editor");

  /**
   * What a member may.
   *
   * @param ownersTelegram {@code owner_info.user_id}; null where nothing was said
   */
  static Access of(Member member, @Nullable Long ownersTelegram) {
    boolean owner =
        ownersTelegram != null
            && member.identities().contains(new Identity.Telegram(ownersTelegram));
    if (owner || !Collections.disjoint(member.roles(), OPERATORS)) {
      return OPERATOR;
    }
    return Collections.disjoint(member.roles(), EDITORS) ? MEMBER : EDITOR;
  }

  /** Whether who may this may also that. */
  boolean includes(Access other) {
    return compareTo(other) >= 0;
  }
}
