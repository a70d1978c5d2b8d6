package com.hypermindlabs.understudy.assistant.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hypermindlabs.understudy.assistant.web.Browsing.Told;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The web page over HTTP, on real servers. */
class WebTest {
  private static WebSite site;

  @BeforeAll
  static void start() {
    site = WebSite.start();
    site.member("ada", "Ada Lovelace");
    site.member("grace", "Grace Hopper", "operator");
    site.member("edith", "Edith Clarke", "editor");
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static Browsing as(String login) {
    return new Browsing(site).signIn(login);
  }

  private static String text(List<Told> told) {
    return told.stream()
        .filter(one -> one.event().equals("text"))
        .map(one -> one.data().path("text").asText())
        .collect(Collectors.joining());
  }

  @Test
  void aMemberSignsInAndOut() {
    Browsing ada = as("ada");
    assertThat(ada.read("/api/session").path("name").asText()).isEqualTo("Ada Lovelace");
    assertThat(ada.delete("/api/session").statusCode()).isEqualTo(204);
    assertThat(ada.get("/api/session").statusCode()).isEqualTo(401);
  }

  @Test
  void theCookieIsOutOfReachOfScriptsAndOtherSites() {
    HttpResponse<String> answer = new Browsing(site).signIn("ada", WebSite.PASSWORD);
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly", "SameSite=Lax", "Path=/")
        .doesNotContain("Secure");
  }

  @Test
  void aWrongPasswordAndAnUnknownLoginGetTheSameAnswer() {
    HttpResponse<String> wrong = new Browsing(site).signIn("grace", "no such password");
    HttpResponse<String> unknown = new Browsing(site).signIn("nobody", "no such password");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).isEqualTo(unknown.body());
  }

  @Test
  void whoGuessesIsSlowedDown() {
    site.member("target", "Target");
    List<Integer> answers =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(n -> new Browsing(site).signIn("target", "guess " + n).statusCode())
            .toList();
    assertThat(answers).contains(401).endsWith(429);
    HttpResponse<String> right = new Browsing(site).signIn("target", WebSite.PASSWORD);
    assertThat(right.statusCode()).isEqualTo(429);
    assertThat(right.headers().firstValue("Retry-After")).isPresent();
    // Others sign in from the same address all the same.
    as("ada");
  }

  @Test
  void aChangeNeedsTheTokenOfThePage() {
    Browsing ada = as("ada").without("X-CSRF-Token");
    assertThat(ada.delete("/api/session").statusCode()).isEqualTo(403);
    assertThat(ada.with("X-CSRF-Token", "0".repeat(64)).delete("/api/session").statusCode())
        .isEqualTo(403);
    assertThat(ada.get("/api/session").statusCode()).isEqualTo(200);
  }

  @Test
  void whatAnotherSiteMakesABrowserSendIsRefused() {
    Browsing ada = as("ada");
    assertThat(ada.with("Origin", "https://evil.example").delete("/api/session").statusCode())
        .isEqualTo(403);
    assertThat(
            ada.without("Origin")
                .with("Sec-Fetch-Site", "cross-site")
                .delete("/api/session")
                .statusCode())
        .isEqualTo(403);
    assertThat(ada.without("Sec-Fetch-Site").get("/api/session").statusCode()).isEqualTo(200);
  }

  @Test
  void everyAnswerForbidsInlineScripts() {
    for (String path : List.of("/signin", "/healthz", "/no/such/page", "/api/session")) {
      HttpResponse<String> answer = new Browsing(site).get(path);
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse("none"))
          .as(path)
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("Server")).isEmpty();
    }
  }

  @Test
  void aReplyIsStreamedAndKept() {
    Browsing ada = as("ada");
    String question = ada.say(UUID.randomUUID().toString(), "hello there");
    List<Told> told =
        ada.listen("/api/chat/replies/" + question + "/events", one -> one.event().equals("done"));
    assertThat(text(told)).isEqualTo("A plain answer.");
    assertThat(told.get(told.size() - 1).data().path("body").asText()).isEqualTo("A plain answer.");
    JsonNode messages = ada.read("/api/chat/messages").path("messages");
    assertThat(messages.get(messages.size() - 1).path("reply_to").asText()).isEqualTo(question);
  }

  @Test
  void aBrowserThatComesBackLosesAndDoublesNothing() {
    Browsing ada = as("ada");
    String events =
        "/api/chat/replies/" + ada.say(UUID.randomUUID().toString(), "wait for it") + "/events";
    List<Told> before = ada.listen(events, one -> one.event().equals("text"));
    assertThat(text(before)).isEqualTo(ScriptedModel.FIRST);
    Told last = before.get(before.size() - 1);
    site.model().goOn();
    List<Told> after =
        ada.with("Last-Event-ID", last.id()).listen(events, one -> one.event().equals("done"));
    assertThat(text(before) + text(after)).isEqualTo(ScriptedModel.FIRST + ScriptedModel.REST);
    // A place in a run that is gone makes it begin anew.
    List<Told> anew =
        ada.with("Last-Event-ID", "AAAAAAAA:1:7").listen(events, one -> one.event().equals("done"));
    assertThat(anew.get(0).event()).isEqualTo("anew");
    assertThat(text(anew)).isEqualTo(ScriptedModel.FIRST + ScriptedModel.REST);
  }

  @Test
  void aReplyThatIsNoLongerHereIsReadFromTheHistory() {
    Browsing ada = as("ada");
    String question = ada.say(UUID.randomUUID().toString(), "to be found later");
    String events = "/api/chat/replies/" + question + "/events";
    ada.listen(events, one -> one.event().equals("done"));
    Web other = site.another();
    try {
      List<Told> told =
          new Browsing(java.net.URI.create("http://127.0.0.1:" + other.port()))
              .signIn("ada")
              .listen(events, one -> one.event().equals("done"));
      assertThat(told).extracting(Told::event).containsExactly("done");
    } finally {
      other.stop(Duration.ZERO);
    }
  }

  @Test
  void aReplyIsStopped() {
    Browsing ada = as("ada");
    String question = ada.say(UUID.randomUUID().toString(), "wait and stop");
    String events = "/api/chat/replies/" + question + "/events";
    ada.listen(events, one -> one.event().equals("text"));
    assertThat(ada.read("/api/chat/messages").path("running").asText()).isEqualTo(question);
    assertThat(ada.post("/api/chat/replies/" + question + "/stop", "{}").statusCode())
        .isEqualTo(204);
    List<Told> told = ada.listen(events, one -> one.event().equals("done"));
    JsonNode answer = told.get(told.size() - 1).data();
    assertThat(answer.path("finish").asText()).isEqualTo("stopped");
    assertThat(answer.path("body").asText()).isEqualTo(ScriptedModel.FIRST);
  }

  @Test
  void aMessageSentTwiceUnderOneKeyIsOneMessage() {
    Browsing ada = as("ada");
    String key = UUID.randomUUID().toString();
    assertThat(ada.say(key, "only once")).isEqualTo(ada.say(key, "only once"));
  }

  @Test
  void nobodyReadsStopsOrFollowsTheConversationOfAnother() {
    String question = as("ada").say(UUID.randomUUID().toString(), "wait: a secret of Ada's");
    Browsing grace = as("grace");
    assertThat(grace.post("/api/chat/replies/" + question + "/stop", "{}").statusCode())
        .isEqualTo(404);
    List<Told> told = grace.listen("/api/chat/replies/" + question + "/events", one -> true);
    assertThat(told).extracting(Told::event).containsExactly("failed");
    assertThat(grace.get("/api/chat/messages").body()).doesNotContain("a secret of Ada's");
    site.model().goOn();
  }

  @Test
  void historyComesInPages() {
    site.member("wordy", "Wordy");
    Browsing wordy = as("wordy");
    for (int n = 0; n < 20; n++) {
      String question = wordy.say("key " + n, "message " + n);
      wordy.listen("/api/chat/replies/" + question + "/events", one -> one.event().equals("done"));
    }
    JsonNode newest = wordy.read("/api/chat/messages");
    assertThat(newest.path("messages")).hasSize(30);
    assertThat(newest.path("more").asBoolean()).isTrue();
    String oldest = newest.path("messages").get(0).path("id").asText();
    JsonNode rest = wordy.read("/api/chat/messages?before=" + oldest);
    assertThat(rest.path("messages")).hasSize(10);
    assertThat(rest.path("more").asBoolean()).isFalse();
    assertThat(rest.path("messages").get(0).path("body").asText()).isEqualTo("message 0");
  }

  @Test
  void statusIsForOperators() {
    Browsing ada = as("ada");
    for (String path : List.of("/api/status", "/api/status/events", "/api/held", "/status")) {
      assertThat(ada.get(path).statusCode()).as(path).isEqualTo(403);
    }
    assertThat(new Browsing(site).get("/api/status").statusCode()).isEqualTo(401);
    Browsing grace = as("grace");
    assertThat(grace.read("/api/status").path("mode").asText()).isEqualTo("normal");
    List<Told> told = grace.listen("/api/status/events", one -> one.event().equals("samples"));
    assertThat(told).extracting(Told::event).contains("status", "timeline", "samples");
  }

  @Test
  void whoSignsOutHearsNoMore() throws Exception {
    Browsing grace = as("grace");
    var listening =
        java.util.concurrent.CompletableFuture.supplyAsync(
            () -> grace.listen("/api/status/events", one -> false));
    await().atMost(Duration.ofSeconds(30)).until(() -> site.web().listening() > 0);
    as("grace").get("/api/session");
    assertThat(grace.delete("/api/session").statusCode()).isEqualTo(204);
    assertThat(listening.get(30, java.util.concurrent.TimeUnit.SECONDS)).isNotEmpty();
  }

  @Test
  void probesAndMetricsAnswerThisMachine() {
    Browsing nobody = new Browsing(site);
    assertThat(nobody.get("/healthz").body()).isEqualTo("ok\n");
    assertThat(nobody.get("/readyz").body()).isEqualTo("normal\n");
    assertThat(nobody.get("/metrics").body())
        .contains("understudy_route", "understudy_web_streams", "jvm_memory_used_bytes");
    assertThat(nobody.with("X-Forwarded-For", "203.0.113.7").get("/metrics").statusCode())
        .isEqualTo(403);
    assertThat(as("grace").with("X-Forwarded-For", "203.0.113.7").get("/metrics").statusCode())
        .isEqualTo(200);
  }

  @Test
  void whoIsNotSignedInIsLedToTheSignInPage() {
    HttpResponse<String> answer = new Browsing(site).get("/");
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).contains("/signin");
  }
}
