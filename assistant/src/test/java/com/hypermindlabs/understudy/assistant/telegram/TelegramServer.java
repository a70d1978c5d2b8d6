package com.hypermindlabs.understudy.assistant.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.ServiceDouble;
import com.sun.net.httpserver.HttpExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Bot API as documented, for one bot: updates are delivered until they are confirmed by a
 * greater offset, long polls wait, messages are numbered.
 */
public final class TelegramServer extends ServiceDouble {
  /** The bot's token. */
  public static final String TOKEN = "4711:secret-token";

  /** The bot's number. */
  public static final long BOT = 4711;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<ObjectNode> updates = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();
  private final List<Integer> offsets = new ArrayList<>();
  private int typing;
  private int nextUpdate = 1000;
  private int nextMessage = 1;
  private boolean again;
  private boolean confirming = true;

  /** Listens on a free port of the loopback address. */
  public TelegramServer() {
    listen();
  }

  /** A message of the bot's. */
  public record Sent(long chat, String text, JsonNode entities, int replyTo, long nanos) {}

  /** A text to the bot by somebody alone with it; answers the update's number. */
  public int says(long user, String text) {
    return deliver(message(user, user, null, text));
  }

  /** A message, to be completed and delivered. */
  public synchronized ObjectNode message(long user, long chat, String group, String text) {
    ObjectNode message = JSON.createObjectNode();
    message.put("message_id", nextMessage++).put("date", 1_700_000_000).put("text", text);
    message
        .putObject("from")
        .put("id", user)
        .put("is_bot", false)
        .put("first_name", "User " + user);
    ObjectNode in = message.putObject("chat").put("id", chat);
    if (group == null) {
      in.put("type", "private").put("first_name", "User " + user);
    } else {
      in.put("type", "supergroup").put("title", group);
    }
    int end = text.indexOf(' ') < 0 ? text.length() : text.indexOf(' ');
    if (text.startsWith("/")) {
      entity(message, "bot_command", 0, end);
    }
    int at = text.indexOf("@");
    if (at >= 0 && !text.startsWith("/")) {
      int stop = text.indexOf(' ', at) < 0 ? text.length() : text.indexOf(' ', at);
      entity(message, "mention", at, stop - at);
    }
    return message;
  }

  private static void entity(ObjectNode message, String type, int offset, int length) {
    ArrayNode entities = message.withArray("/entities");
    entities.addObject().put("type", type).put("offset", offset).put("length", length);
  }

  /** Delivers a message under the next number. */
  public synchronized int deliver(ObjectNode message) {
    return deliver(nextUpdate++, message);
  }

  /** Delivers a message under a number. */
  public synchronized int deliver(int number, ObjectNode message) {
    updates.add(JSON.createObjectNode().put("update_id", number).set("message", message));
    nextUpdate = Math.max(nextUpdate, number + 1);
    notifyAll();
    return number;
  }

  /** The next batch holds everything ever delivered, backwards, whatever was confirmed. */
  public synchronized void deliverAgainBackwards() {
    again = true;
    notifyAll();
  }

  /** Whether a greater offset confirms; without, everything is delivered again and again. */
  public synchronized void confirming(boolean wanted) {
    confirming = wanted;
  }

  /** All messages of the bot, in order. */
  public synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** The texts that the bot sent to a chat. */
  public synchronized List<String> texts(long chat) {
    return sent.stream().filter(each -> each.chat == chat).map(Sent::text).toList();
  }

  /** The offsets that were asked for; -1 for none. */
  public synchronized List<Integer> offsets() {
    return List.copyOf(offsets);
  }

  /** How often the bot showed that it is typing. */
  public synchronized int typing() {
    return typing;
  }

  @Override
  protected String method(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  protected Answer call(String method, HttpExchange exchange, String body) throws Exception {
    if (!exchange.getRequestURI().getPath().startsWith("/bot" + TOKEN + "/")) {
      return failure(Fault.NOT_LET_IN);
    }
    Map<String, String> fields = fields(body);
    return switch (method) {
      case "getMe" ->
          ok(
              JSON.createObjectNode()
                  .put("id", BOT)
                  .put("is_bot", true)
                  .put("first_name", "Under")
                  .put("username", "under_bot"));
      case "getUpdates" -> ok(batch(fields));
      case "sendChatAction" -> ok(type());
      case "sendMessage" -> send(fields);
      default -> error(404, "Not Found", null);
    };
  }

  private synchronized JsonNode type() {
    typing++;
    return JSON.getNodeFactory().booleanNode(true);
  }

  private synchronized ArrayNode batch(Map<String, String> fields) throws InterruptedException {
    int offset = Integer.parseInt(fields.getOrDefault("offset", "-1"));
    long until =
        System.nanoTime() + Long.parseLong(fields.getOrDefault("timeout", "0")) * 1_000_000_000;
    offsets.add(offset);
    ArrayNode batch = JSON.createArrayNode();
    while (true) {
      if (again) {
        again = false;
        for (int i = updates.size() - 1; i >= 0; i--) {
          batch.add(updates.get(i));
        }
        return batch;
      }
      for (ObjectNode update : updates) {
        if (!confirming || update.path("update_id").asInt() >= offset) {
          batch.add(update);
        }
      }
      long left = (until - System.nanoTime()) / 1_000_000;
      if (!batch.isEmpty() || left <= 0) {
        return batch;
      }
      wait(left);
    }
  }

  private synchronized Answer send(Map<String, String> fields) throws Exception {
    String text = fields.get("text");
    if (text == null || text.isBlank()) {
      return error(400, "Bad Request: message text is empty", null);
    }
    if (text.length() > 4096) {
      return error(400, "Bad Request: message is too long", null);
    }
    JsonNode entities = JSON.readTree(fields.getOrDefault("entities", "[]"));
    for (JsonNode entity : entities) {
      if (entity.path("offset").asInt() + entity.path("length").asInt() > text.length()) {
        return error(400, "Bad Request: entity beyond the end", null);
      }
    }
    long chat = Long.parseLong(fields.get("chat_id"));
    int replyTo =
        JSON.readTree(fields.getOrDefault("reply_parameters", "{}")).path("message_id").asInt();
    sent.add(new Sent(chat, text, entities, replyTo, System.nanoTime()));
    ObjectNode message = JSON.createObjectNode();
    message.put("message_id", nextMessage++).put("date", 1_700_000_000).put("text", text);
    message.putObject("chat").put("id", chat).put("type", chat < 0 ? "supergroup" : "private");
    return ok(message);
  }

  private static Answer ok(JsonNode result) {
    return Answer.json(
        200, JSON.createObjectNode().put("ok", true).set("result", result).toString());
  }

  private static Answer error(int code, String description, Integer retryAfter) {
    ObjectNode root =
        JSON.createObjectNode()
            .put("ok", false)
            .put("error_code", code)
            .put("description", description);
    if (retryAfter != null) {
      root.putObject("parameters").put("retry_after", retryAfter);
    }
    return Answer.json(code, root.toString());
  }

  @Override
  protected Answer failure(Fault fault) {
    return switch (fault) {
      case TOO_FAST -> error(429, "Too Many Requests: retry after 1", 1);
      case NOT_LET_IN -> error(401, "Unauthorized", null);
      default -> new Answer(502, "<html>Bad Gateway</html>", Map.of("Content-Type", "text/html"));
    };
  }
}
