package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hypermindlabs.understudy.assistant.held.HeldValues;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a request brings along, checked. */
final class Body {
  /** Numbers keep their digits: one may be an amount that goes into a row. */
  private static final ObjectMapper JSON = HeldValues.EXACT;

  private final JsonNode node;

  private Body(JsonNode node) {
    this.node = node;
  }

  /**
   * The JSON object of a request.
   *
   * @throws Refusal when it is none
   */
  static Body of(Context context) {
    String type = context.contentType();
    if (type == null || !type.startsWith("application/json")) {
      throw new Refusal(415, "send JSON");
    }
    try {
      JsonNode node = JSON.readTree(context.body());
      if (node == null || !node.isObject()) {
        throw new Refusal(400, "send a JSON object");
      }
      return new Body(node);
    } catch (JsonProcessingException e) {
      throw new Refusal(400, "this is no JSON");
    }
  }

  /**
   * A text.
   *
   * @throws Refusal when it is missing, no text or too long
   */
  String text(String field, int longest) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new Refusal(400, "'" + field + "' is missing");
    }
    if (value.textValue().length() > longest) {
      throw new Refusal(400, "'" + field + "' is longer than " + longest + " characters");
    }
    return value.textValue();
  }

  /** A field as it came; missing where it is not there. */
  JsonNode node(String field) {
    return node.path(field);
  }

  /**
   * A key in a path.
   *
   * @throws Refusal when it is none; as for one that is not there
   */
  static UUID key(Context context, String name) {
    return key(context.pathParam(name))
        .orElseThrow(() -> new Refusal(404, "there is no such thing"));
  }

  /**
   * A key in a query; empty when it is not given.
   *
   * @throws Refusal when it is none
   */
  static Optional<UUID> queried(Context context, String name) {
    String value = context.queryParam(name);
    if (value == null || value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(key(value).orElseThrow(() -> new Refusal(400, "'" + name + "' is no key")));
  }

  private static Optional<UUID> key(@Nullable String text) {
    try {
      return text == null || text.length() != 36
          ? Optional.empty()
          : Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
