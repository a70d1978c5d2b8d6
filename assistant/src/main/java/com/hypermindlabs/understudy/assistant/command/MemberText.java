package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Member;
import java.util.stream.Collectors;

/** A member in JSON and in words. */
final class MemberText {
  private MemberText() {}

  static ObjectNode json(Member member) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", member.id().toString());
    node.put("name", member.displayName());
    node.putNull("login").putNull("telegram_id").putNull("x_id");
    for (Identity identity : member.identities()) {
      if (identity instanceof Identity.Login login) {
        node.put("login", login.name());
      } else if (identity instanceof Identity.Telegram telegram) {
        node.put("telegram_id", telegram.id());
      } else if (identity instanceof Identity.X x) {
        node.put("x_id", x.id());
      }
    }
    ArrayNode roles = node.putArray("roles");
    member.roles().forEach(roles::add);
    node.put("created_at", member.createdAt().toString());
    return node;
  }

  /** One line. */
  static String text(Member member) {
    String identities =
        member.identities().stream().map(Identity::toString).collect(Collectors.joining(", "));
    String roles = member.roles().isEmpty() ? "" : "  [" + String.join(", ", member.roles()) + "]";
    return member.id() + "  " + member.displayName() + "  (" + identities + ")" + roles + "\n";
  }
}
