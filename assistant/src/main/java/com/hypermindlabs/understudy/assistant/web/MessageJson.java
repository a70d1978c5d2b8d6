package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Generation;
import com.hypermindlabs.understudy.assistant.store.Message;
import com.hypermindlabs.understudy.assistant.store.NewMessage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Messages and passages, as the pages get them. Pure. */
final class MessageJson {
  private MessageJson() {}

  static ObjectNode of(Message message) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", message.id().toString());
    node.put("author", message.author().name().toLowerCase(Locale.ROOT));
    node.put("channel", message.channel().name().toLowerCase(Locale.ROOT));
    node.put("body", message.body());
    node.put("at", message.createdAt().toString());
    NewMessage.Reply reply = message.said().reply();
    if (reply != null) {
      node.put("reply_to", reply.to().toString());
      generation(node, reply.generation());
    }
    return node;
  }

  private static void generation(ObjectNode node, Generation generation) {
    node.put("model", generation.model());
    node.put("problem", generation.problem());
    node.put("finish", generation.finish().name().toLowerCase(Locale.ROOT));
    node.put("first_token_ms", millis(generation.usage().firstToken()));
    node.put("total_ms", millis(generation.usage().total()));
    node.put("reply_tokens", generation.usage().replyTokens());
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }

  /** Where passages are from, without their text. */
  static JsonNode sources(List<FoundPassage> passages) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode list = node.putArray("sources");
    passages.forEach(
        passage ->
            list.addObject()
                .put("title", passage.title())
                .put("place", passage.place())
                .put("domain", passage.domain()));
    return node;
  }

  /** Passages with their text. */
  static ArrayNode passages(List<FoundPassage> passages) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    passages.forEach(
        passage ->
            list.addObject()
                .put("title", passage.title())
                .put("place", passage.place())
                .put("domain", passage.domain())
                .put("source", passage.source())
                .put("body", passage.body()));
    return list;
  }
}
