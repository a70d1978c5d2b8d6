package com.hypermindlabs.understudy.assistant.x;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is decided without a server: lengths, caps, headers. */
class PostTextTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  @Test
  void lengthsAreThoseThatXCounts() {
    assertThat(PostText.length("hello")).isEqualTo(5);
    assertThat(PostText.length("see https://example.org/a/very/long/path?with=query"))
        .isEqualTo(27);
    assertThat(PostText.length("日本")).isEqualTo(4);
    assertThat(PostText.length("“quoted” – …")).isEqualTo(13);
    assertThat(PostText.length("👍")).isEqualTo(2);
  }

  @Test
  void longAnswersAreCutAfterAWord() {
    String cut = PostText.of("**word** ".repeat(100));
    assertThat(cut).doesNotContain("*").endsWith("word…");
    assertThat(PostText.length(cut)).isBetween(270, 280);
    assertThat(PostText.length(PostText.of("日".repeat(500)))).isEqualTo(280);
    assertThat(PostText.of("short `code`")).isEqualTo("short \"code\"");
  }

  @Test
  void capsOfHourAndDayBothHold() {
    List<Instant> sent = List.of(ago(23 * 60), ago(50), ago(10));
    assertThat(new Caps(3, 4).next(sent, NOW)).isEqualTo(NOW);
    assertThat(new Caps(2, 4).next(sent, NOW)).isEqualTo(NOW.plus(Duration.ofMinutes(10)));
    assertThat(new Caps(2, 3).next(sent, NOW)).isEqualTo(NOW.plus(Duration.ofMinutes(60)));
    assertThat(new Caps(0, 3).next(List.of(), NOW)).isEqualTo(Instant.MAX);
  }

  @Test
  void headersSayWhenTheNextCallIsTaken() {
    Instant later = NOW.plusSeconds(100);
    assertThat(next("7", later, false)).isEqualTo(Instant.EPOCH);
    assertThat(next("0", later, false)).isEqualTo(later);
    assertThat(next("7", later, true)).isEqualTo(later);
    assertThat(RateHeaders.next(HttpHeaders.of(Map.of(), (name, value) -> true), true, NOW))
        .isEqualTo(NOW.plus(Duration.ofMinutes(15)));
  }

  private static Instant next(String remaining, Instant reset, boolean refused) {
    Map<String, List<String>> headers =
        Map.of(
            "x-rate-limit-remaining",
            List.of(remaining),
            "x-rate-limit-reset",
            List.of(Long.toString(reset.getEpochSecond())));
    return RateHeaders.next(HttpHeaders.of(headers, (name, value) -> true), refused, NOW);
  }

  private static Instant ago(int minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }
}
