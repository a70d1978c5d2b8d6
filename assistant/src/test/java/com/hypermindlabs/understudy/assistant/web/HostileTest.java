package com.hypermindlabs.understudy.assistant.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.store.Knowledge;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What nobody should send: refused, and nothing leaked. */
@Tag("slow")
class HostileTest {
  private static final int REQUESTS = 10_000;
  private static final int AT_ONCE = 4;

  private static WebSite site;

  @BeforeAll
  static void start() {
    site = WebSite.start();
    site.member("mallory", "Mallory");
    site.member("edith", "Edith", "editor");
    site.member("insider", "Insider", "editor", "board");
    site.member("grace", "Grace", "operator");
    Knowledge knowledge = new Knowledge(site.source());
    knowledge.restrictDomain("minutes", Set.of("board"));
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static Browsing as(String login) {
    return new Browsing(site).signIn(login);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @Tag("thorough")
  void tenThousandGeneratedRequestsGetNoServerError() throws Exception {
    ListAppender<ILoggingEvent> log = listen();
    Map<Integer, Integer> answers = new TreeMap<>();
    List<Thread> threads = new ArrayList<>();
    List<String> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Browsing> signedIn = List.of(as("mallory"), as("edith"), as("grace"));
    for (int part = 0; part < AT_ONCE; part++) {
      long seed = 4711L + part;
      Thread thread =
          new Thread(
              () -> {
                try (OddRequests odd = new OddRequests(site, seed, signedIn)) {
                  for (int n = 0; n < REQUESTS / AT_ONCE; n++) {
                    OddRequests.Answer answer = odd.next();
                    synchronized (answers) {
                      answers.merge(answer.status(), 1, Integer::sum);
                    }
                    // 503 is an answer too: nobody may upload more than four files at once.
                    if ((answer.status() >= 500 && answer.status() != 503)
                        || answer.body().contains("\tat ")
                        || answer.body().contains("Exception")) {
                      wrong.add("seed " + seed + ": " + answer.request() + " -> " + answer);
                    }
                  }
                } catch (IOException e) {
                  wrong.add("seed " + seed + ": " + e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
    assertThat(answers.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(REQUESTS);
    // They reach what they aim at, and are refused for many reasons.
    assertThat(answers.keySet()).contains(200, 400, 401, 403, 404, 405, 415);
    assertThat(log.list)
        .noneMatch(event -> event.getFormattedMessage().contains("unexpected error"));
    assertThat(new Browsing(site).get("/healthz").statusCode()).isEqualTo(200);
  }

  private static ListAppender<ILoggingEvent> listen() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    ((Logger) LoggerFactory.getLogger(Problems.class)).addAppender(log);
    return log;
  }

  @Test
  void forgedCookiesAreNobodys() {
    String digest = Rows.of(site.primary(), "SELECT 1").get(0);
    assertThat(digest).isEqualTo("1");
    as("grace");
    List<String> digests = Rows.of(site.primary(), "SELECT digest FROM web_session LIMIT 1");
    for (String cookie :
        List.of(
            "A".repeat(43),
            digests.isEmpty() ? "0".repeat(64) : digests.get(0),
            "' OR 1=1 --",
            "%00",
            "../../etc/passwd",
            "x".repeat(4000))) {
      HttpResponse<String> answer =
          new Browsing(site).with("Cookie", "understudy=" + cookie).get("/api/session");
      assertThat(answer.statusCode()).as(cookie).isIn(401, 431);
    }
  }

  @Test
  void forgedInitDataSignsNobodyIn() {
    String user = "{\"id\":5,\"first_name\":\"Eve\"}";
    String forged = SignedInitData.of("1:another-token", user, Instant.now());
    String stale =
        SignedInitData.of(WebSite.BOT_TOKEN, user, Instant.now().minus(Duration.ofHours(2)));
    for (String data : List.of(forged, stale, "", "hash=1")) {
      assertThat(telegram(data).statusCode()).isEqualTo(401);
    }
    HttpResponse<String> genuine =
        telegram(SignedInitData.of(WebSite.BOT_TOKEN, user, Instant.now()));
    assertThat(genuine.statusCode()).isEqualTo(200);
    assertThat(Browsing.json(genuine).path("name").asText()).isEqualTo("Eve");
  }

  private static HttpResponse<String> telegram(String data) {
    return new Browsing(site)
        .post(
            "/api/session/telegram",
            com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                .objectNode()
                .put("init_data", data)
                .toString());
  }

  @Test
  void aFileIsOnlyEverAName() {
    Browsing edith = as("edith");
    for (String name :
        List.of(
            "..%2F..%2Fetc%2Fpasswd.md",
            "..%5C..%5Cboot.md",
            "C%3A%5Cx.md",
            ".htaccess.md",
            "a%00.md",
            "a%0A.md",
            "evil%E2%80%AEdm.exe.md",
            "",
            "a".repeat(201) + ".md")) {
      assertThat(edith.upload("name=" + name, bytes("text")).statusCode()).as(name).isEqualTo(400);
    }
    assertThat(edith.upload("name=a.exe", bytes("MZ")).statusCode()).isEqualTo(415);
    assertThat(edith.upload("name=a.md&domain=nowhere", bytes("x")).statusCode()).isEqualTo(400);
    assertThat(edith.upload("name=a.md", new byte[] {(byte) 0xff, (byte) 0xfe, 0}).statusCode())
        .isEqualTo(422);
    assertThat(edith.upload("name=empty.md", new byte[0]).statusCode()).isEqualTo(422);
    assertThat(edith.upload("name=a.md", new byte[WebSite.MAX_UPLOAD + 1]).statusCode())
        .isEqualTo(413);
    assertThat(as("mallory").upload("name=a.md", bytes("text")).statusCode()).isEqualTo(403);
  }

  @Test
  void anUploadThatDoesNotTellItsLengthIsCutOffAllTheSame() throws Exception {
    Browsing edith = as("edith");
    var request =
        edith
            .request("/api/knowledge?name=endless.txt")
            .header("Content-Type", "application/octet-stream")
            .POST(
                java.net.http.HttpRequest.BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(new byte[4 * WebSite.MAX_UPLOAD])))
            .build();
    assertThat(Browsing.send(request).statusCode()).isEqualTo(413);
  }

  @Test
  void aRoleReadsFindsReplacesAndDeletesOnlyWhatItMaySee() {
    Browsing insider = as("insider");
    assertThat(
            insider
                .upload("name=minutes.md&domain=minutes", bytes("The merger is called zebra."))
                .statusCode())
        .isEqualTo(201);
    String id = insider.read("/api/knowledge").path("documents").get(0).path("id").asText();
    Browsing edith = as("edith");
    assertThat(edith.get("/api/knowledge").body()).doesNotContain("minutes");
    assertThat(edith.get("/api/knowledge/search?q=zebra").body()).doesNotContain("merger");
    assertThat(edith.delete("/api/knowledge/" + id).statusCode()).isEqualTo(404);
    assertThat(edith.upload("name=minutes.md", bytes("mine now")).statusCode()).isEqualTo(409);
    assertThat(edith.upload("name=n.md&domain=minutes", bytes("x")).statusCode()).isEqualTo(400);
    assertThat(insider.get("/api/knowledge/search?q=zebra").body()).contains("merger");
  }

  @Test
  void membersDoNotSettleHeldRows() {
    for (String login : List.of("mallory", "edith")) {
      Browsing member = as(login);
      assertThat(member.post("/api/held/1", "{\"take\":\"ours\"}").statusCode()).isEqualTo(403);
      assertThat(member.get("/api/held").statusCode()).isEqualTo(403);
    }
    assertThat(as("grace").post("/api/held/999", "{\"take\":\"ours\"}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void aNameThatWasPointedAtThisMachineIsRefused() throws Exception {
    assertThat(raw("GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421");
  }

  @Test
  void malformedRequestsGetPlainAnswers() throws Exception {
    String host = "Host: 127.0.0.1\r\nConnection: close\r\n";
    for (String request :
        List.of(
            "GET /../../etc/passwd HTTP/1.1\r\n" + host + "\r\n",
            "GET /assets/..%2f..%2fweb/problem.html HTTP/1.1\r\n" + host + "\r\n",
            "GET /%00 HTTP/1.1\r\n" + host + "\r\n",
            "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n" + host + "\r\n",
            "GET / HTTP/1.1\r\nHost: \r\nHost: a\r\nConnection: close\r\n\r\n",
            "BREW / HTTP/1.1\r\n" + host + "\r\n",
            "GET / HTTP/9.9\r\n" + host + "\r\n",
            "POST /api/session HTTP/1.1\r\n" + host + "Content-Length: -5\r\n\r\n",
            "POST /api/session HTTP/1.1\r\n"
                + host
                + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nzzz\r\n",
            "\u0000\u0001\u0002\r\n\r\n")) {
      String answer = raw(request);
      assertThat(answer)
          .as(request.substring(0, Math.min(60, request.length())))
          .doesNotContain("\tat ")
          .doesNotContain("Exception")
          .doesNotContainIgnoringCase("jetty")
          .doesNotContain("root:");
      if (!answer.isEmpty()) {
        assertThat(answer).matches("(?s)HTTP/1\\.1 4\\d\\d.*|HTTP/1\\.1 505.*");
      }
    }
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.web().port())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (java.net.SocketException e) {
      return "";
    }
  }

  @Test
  void anErrorIsToldByAnIdAlone() {
    String key = UUID.randomUUID().toString();
    HttpResponse<String> answer =
        as("mallory").post("/api/chat/messages", "{\"client_key\":\"" + key);
    assertThat(answer.statusCode()).isEqualTo(400);
    Refusal refusal = Problems.unexpected(new IllegalStateException("password=hunter2"));
    assertThat(refusal.getMessage()).doesNotContain("hunter2").matches(".*under [0-9a-f]{8}");
  }
}
