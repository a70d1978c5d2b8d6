package com.hypermindlabs.understudy.assistant.x;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.ServiceDouble;
import com.hypermindlabs.understudy.assistant.settings.XPosting;
import com.hypermindlabs.understudy.assistant.settings.XSettings;
import com.hypermindlabs.understudy.config.Secret;
import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of X's API that the assistant uses, for one account, as documented: mentions in pages of
 * two, the newest first; the same text is taken once; signatures are checked.
 */
public final class XServer extends ServiceDouble {
  /** X's number of the account. */
  public static final long ACCOUNT = 99;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 2;

  private final List<ObjectNode> mentions = new ArrayList<>();
  private final List<Posted> posted = new ArrayList<>();
  private final List<Long> sinces = new ArrayList<>();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private int badSignatures;
  private long next = 1000;

  /** Listens on a free port of the loopback address. */
  public XServer() {
    listen();
  }

  /** A post that was made. */
  public record Posted(String text, String replyTo) {}

  /** The settings of the account. */
  public XSettings settings(XPosting posting) {
    return new XSettings(
        Secret.of("ck"),
        Secret.of("cs"),
        Secret.of(ACCOUNT + "-at"),
        Secret.of("ats"),
        uri(),
        posting);
  }

  /** Somebody mentions the account. */
  public synchronized long mention(long author, String text) {
    long id = next++;
    mentions.add(
        0,
        JSON.createObjectNode()
            .put("id", Long.toString(id))
            .put("author_id", Long.toString(author))
            .put("conversation_id", Long.toString(id))
            .put("text", text));
    return id;
  }

  /** Headers of every answer from now on. */
  public synchronized void header(String name, String value) {
    headers.put(name, value);
  }

  /** What was posted, in order. */
  public synchronized List<Posted> posted() {
    return List.copyOf(posted);
  }

  /** The since_id of each look for mentions; 0 for none. */
  public synchronized List<Long> sinces() {
    return List.copyOf(sinces);
  }

  /** How many requests were not signed as they should be. */
  public synchronized int badSignatures() {
    return badSignatures;
  }

  @Override
  protected String method(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  protected synchronized Answer call(String method, HttpExchange exchange, String body)
      throws Exception {
    check(exchange);
    return switch (method) {
      case "mentions" -> mentions(fields(exchange.getRequestURI().getRawQuery()));
      case "tweets" -> post(JSON.readTree(body));
      default -> answer(404, JSON.createObjectNode().put("detail", "no such method"));
    };
  }

  private void check(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    String expected =
        new OAuth1(OAuth1.Credentials.of(settings(XPosting.DEFAULT)), InstantSource.system())
            .authorization(
                new OAuth1.Request(
                    exchange.getRequestMethod(),
                    URI.create(uri() + exchange.getRequestURI().toString()),
                    Map.of()),
                field(header, "oauth_nonce"),
                Long.parseLong(field(header, "oauth_timestamp")));
    badSignatures += expected.equals(header) ? 0 : 1;
  }

  private static String field(String header, String name) {
    int at = header.indexOf(name + "=\"") + name.length() + 2;
    return header.substring(at, header.indexOf('"', at));
  }

  private Answer mentions(Map<String, String> query) {
    long since = Long.parseLong(query.getOrDefault("since_id", "0"));
    int from = Integer.parseInt(query.getOrDefault("pagination_token", "0"));
    if (from == 0) {
      sinces.add(since);
    }
    List<ObjectNode> newer =
        mentions.stream().filter(each -> each.path("id").asLong() > since).toList();
    ObjectNode root = JSON.createObjectNode();
    ObjectNode meta = root.putObject("meta");
    if (!newer.isEmpty()) {
      ArrayNode data = root.putArray("data");
      ArrayNode users = root.putObject("includes").putArray("users");
      for (ObjectNode each : newer.subList(from, Math.min(newer.size(), from + PAGE))) {
        data.add(each);
        users.addObject().put("id", each.path("author_id").asText()).put("name", "Somebody");
      }
      if (from + PAGE < newer.size()) {
        meta.put("next_token", Integer.toString(from + PAGE));
      }
    }
    return answer(200, root);
  }

  private Answer post(JsonNode body) {
    Posted wanted =
        new Posted(body.path("text").asText(), body.at("/reply/in_reply_to_tweet_id").asText());
    if (posted.stream().anyMatch(each -> each.text.equals(wanted.text))) {
      return answer(
          403,
          JSON.createObjectNode()
              .put("detail", "You are not allowed to create a Tweet with duplicate content."));
    }
    posted.add(wanted);
    ObjectNode root = JSON.createObjectNode();
    root.putObject("data").put("id", Long.toString(next++)).put("text", wanted.text);
    return answer(201, root);
  }

  private Answer answer(int status, ObjectNode body) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "application/json");
    return new Answer(status, body.toString(), all);
  }

  @Override
  protected Answer failure(Fault fault) {
    return switch (fault) {
      case TOO_FAST ->
          new Answer(
              429,
              "{\"title\":\"Too Many Requests\"}",
              Map.of(
                  "x-rate-limit-remaining",
                  "0",
                  "x-rate-limit-reset",
                  Long.toString(Instant.now().getEpochSecond() + 2)));
      case NOT_LET_IN -> new Answer(401, "{\"title\":\"Unauthorized\"}", Map.of());
      default -> new Answer(503, "<html>over capacity</html>", Map.of());
    };
  }
}
