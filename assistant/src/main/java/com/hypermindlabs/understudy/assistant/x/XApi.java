package com.hypermindlabs.understudy.assistant.x;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.bot.NetworkCause;
import com.hypermindlabs.understudy.assistant.settings.XSettings;
import com.hypermindlabs.understudy.assistant.x.XException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls of X's API that are needed, one request each. A call that X would refuse for coming too
 * fast is not made. Thread-safe.
 */
final class XApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(20);
  private static final int LONGEST_PROBLEM = 300;

  private final URI api;
  private final OAuth1 signer;
  private final InstantSource clock;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();

  XApi(XSettings settings, InstantSource clock) {
    this.api = settings.api();
    this.signer = new OAuth1(OAuth1.Credentials.of(settings), clock);
    this.clock = clock;
  }

  /** X's number of the account. */
  long me() throws XException, InterruptedException {
    JsonNode id = call("me", request("GET", URI.create(api + "/2/users/me"), null)).at("/data/id");
    return number(id, "me");
  }

  /**
   * A page of mentions.
   *
   * @param mentions the newest first
   * @param next what to ask for the next page with; null when this is the last
   */
  record Page(List<Mention> mentions, @Nullable String next) {}

  /**
   * Mentions of the account.
   *
   * @param since the newest that is known; 0 for none
   * @param next from the page before; null for the first page
   */
  Page mentions(long account, long since, @Nullable String next)
      throws XException, InterruptedException {
    String address =
        api
            + "/2/users/"
            + account
            + "/mentions?max_results=100&expansions=author_id"
            + "&tweet.fields=author_id%2Cconversation_id&user.fields=name%2Cusername"
            + (since > 0 ? "&since_id=" + since : "")
            + (next == null ? "" : "&pagination_token=" + OAuth1.encode(next));
    JsonNode page = call("mentions", request("GET", URI.create(address), null));
    Map<String, String> names = new HashMap<>();
    for (JsonNode user : page.at("/includes/users")) {
      names.put(user.path("id").asText(), user.path("name").asText());
    }
    List<Mention> mentions = new ArrayList<>();
    for (JsonNode post : page.path("data")) {
      long author = number(post.path("author_id"), "mentions");
      String name = names.getOrDefault(Long.toString(author), "").strip();
      mentions.add(
          new Mention(
              number(post.path("id"), "mentions"),
              author,
              name.isEmpty() ? "X user " + author : name,
              post.path("conversation_id").asLong(post.path("id").asLong()),
              post.path("text").asText()));
    }
    JsonNode more = page.at("/meta/next_token");
    return new Page(mentions, more.isTextual() ? more.asText() : null);
  }

  /**
   * Posts.
   *
   * @param replyTo the post that is answered; null for none
   * @return what X calls the new post
   */
  String post(String text, @Nullable Long replyTo) throws XException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("text", text);
    if (replyTo != null) {
      body.putObject("reply").put("in_reply_to_tweet_id", Long.toString(replyTo));
    }
    JsonNode id =
        call("post", request("POST", URI.create(api + "/2/tweets"), body.toString()))
            .at("/data/id");
    if (id.asText().isEmpty()) {
      throw failure("post", Kind.UNCERTAIN, "an answer without the new post's id");
    }
    return id.asText();
  }

  private static long number(JsonNode node, String method) throws XException {
    try {
      return Long.parseLong(node.asText());
    } catch (NumberFormatException e) {
      throw failure(method, Kind.UNCERTAIN, "an answer without an id");
    }
  }

  private HttpRequest request(String method, URI uri, @Nullable String body) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(uri)
            .timeout(CALL)
            .header("Authorization", signer.authorization(method, uri))
            .header("User-Agent", "understudy");
    return body == null
        ? builder.GET().build()
        : builder
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
  }

  private JsonNode call(String method, HttpRequest request)
      throws XException, InterruptedException {
    Instant next = notBefore.getOrDefault(method, Instant.EPOCH);
    if (next.isAfter(clock.instant())) {
      throw new XException(Kind.TOO_FAST, "X takes no call of " + method + " before " + next, next);
    }
    HttpResponse<String> response;
    try {
      response = http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException | HttpConnectTimeoutException | UnknownHostException e) {
      throw failure(method, Kind.UNREACHED, NetworkCause.inWords(e));
    } catch (IOException e) {
      throw failure(method, Kind.UNCERTAIN, NetworkCause.inWords(e));
    }
    int code = response.statusCode();
    Instant after = RateHeaders.next(response.headers(), code == 429, clock.instant());
    notBefore.put(method, after);
    if (code / 100 != 2) {
      throw refused(method, response, after);
    }
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw failure(method, Kind.UNCERTAIN, "an answer that is no JSON");
    }
  }

  private static XException refused(String method, HttpResponse<String> response, Instant after) {
    String body = response.body();
    String said = response.statusCode() + " " + problem(body);
    return switch (response.statusCode()) {
      case 429 -> new XException(Kind.TOO_FAST, "call " + method + " of X: " + said, after);
      case 401 -> failure(method, Kind.NOT_LET_IN, said);
      case 403 ->
          failure(
              method,
              body.toLowerCase(java.util.Locale.ROOT).contains("duplicate content")
                  ? Kind.DUPLICATE
                  : Kind.REFUSED,
              said);
      default ->
          failure(method, response.statusCode() >= 500 ? Kind.UNCERTAIN : Kind.REFUSED, said);
    };
  }

  private static String problem(String body) {
    try {
      JsonNode root = JSON.readTree(body);
      String detail = root.path("detail").asText(root.path("title").asText());
      return detail.substring(0, Math.min(LONGEST_PROBLEM, detail.length()));
    } catch (JsonProcessingException e) {
      return "without a reason";
    }
  }

  private static XException failure(String method, Kind kind, String said) {
    return new XException(kind, "call " + method + " of X: " + said, Instant.EPOCH);
  }
}
