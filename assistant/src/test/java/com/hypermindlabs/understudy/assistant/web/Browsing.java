package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Speaks HTTP to the web page as a browser's script does: keeps the cookie, sends the token. */
final class Browsing {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI address;
  private final Map<String, String> headers = new LinkedHashMap<>();

  Browsing(WebSite site) {
    this(site.address());
  }

  Browsing(URI address) {
    this.address = address;
  }

  /** One event of a stream. */
  record Told(String id, String event, JsonNode data) {}

  /** Sends this header with every request. */
  Browsing with(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Browsing without(String name) {
    headers.remove(name);
    return this;
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Signs in, and keeps what that gave. */
  Browsing signIn(String login) {
    HttpResponse<String> answer = signIn(login, WebSite.PASSWORD);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("sign in: " + answer.statusCode() + " " + answer.body());
    }
    keep(answer);
    return this;
  }

  HttpResponse<String> signIn(String login, String password) {
    return post(
        "/api/session",
        JSON.createObjectNode().put("login", login).put("password", password).toString());
  }

  void keep(HttpResponse<String> signedIn) {
    String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
    with("Cookie", cookie.substring(0, cookie.indexOf(';')));
    with("X-CSRF-Token", json(signedIn).path("csrf").asText());
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  HttpResponse<String> post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  HttpResponse<String> upload(String query, byte[] bytes) {
    return send(
        request("/api/knowledge?" + query)
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(bytes))
            .build());
  }

  HttpResponse<String> delete(String path) {
    return send(request(path).DELETE().build());
  }

  HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(60));
    headers.forEach(builder::header);
    return builder;
  }

  static HttpResponse<String> send(HttpRequest request) {
    try {
      return CLIENT.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks for something, and the answer's words. */
  JsonNode read(String path) {
    return json(get(path));
  }

  /** Sends a message; its key. */
  String say(String clientKey, String body) {
    HttpResponse<String> answer =
        post(
            "/api/chat/messages",
            JSON.createObjectNode().put("client_key", clientKey).put("body", body).toString());
    if (answer.statusCode() != 202) {
      throw new IllegalStateException("say: " + answer.statusCode() + " " + answer.body());
    }
    return json(answer).path("id").asText();
  }

  /** Listens until something was told, or the stream ends; leaves then. */
  List<Told> listen(String path, Predicate<Told> enough) {
    try {
      HttpResponse<InputStream> answer =
          CLIENT.send(request(path).GET().build(), BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("listen to " + path + ": " + answer.statusCode());
      }
      try (BufferedReader in =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        return told(in, enough);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Told> told(BufferedReader in, Predicate<Told> enough) throws IOException {
    List<Told> all = new ArrayList<>();
    String id = "";
    String event = "";
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        event = line.substring(7);
      } else if (line.startsWith("data: ")) {
        Told told = new Told(id, event, JSON.readTree(line.substring(6)));
        all.add(told);
        if (enough.test(told)) {
          return all;
        }
      }
    }
    return all;
  }

  static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(answer.body(), e);
    }
  }
}
