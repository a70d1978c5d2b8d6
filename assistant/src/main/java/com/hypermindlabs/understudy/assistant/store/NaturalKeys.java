package com.hypermindlabs.understudy.assistant.store;

import java.util.List;
import java.util.Map;

/**
 * What names the same thing on two servers, whatever its key: a member met on both sides of an
 * outage is one member, a message that was repeated is one message.
 */
public final class NaturalKeys {
  private static final Map<String, List<List<String>>> ALL =
      Map.of(
          "member",
          List.of(List.of("login"), List.of("telegram_id"), List.of("x_id")),
          "member_password",
          List.of(List.of("member_id")),
          "community",
          List.of(List.of("channel", "external_id")),
          "chat_message",
          List.of(List.of("member_id", "channel", "author", "client_key")),
          "knowledge_domain",
          List.of(List.of("name")),
          "knowledge_document",
          List.of(List.of("source")));

  private NaturalKeys() {}

  /** By table, the sets of columns that are unique there. */
  public static Map<String, List<List<String>>> all() {
    return ALL;
  }
}
