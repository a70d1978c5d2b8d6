package com.hypermindlabs.understudy.assistant.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.bot.FixedSite;
import com.hypermindlabs.understudy.assistant.store.BotLedger.Cursor;
import com.hypermindlabs.understudy.assistant.telegram.NoticeBook.Told;
import com.hypermindlabs.understudy.assistant.telegram.OwnerNews.News;
import com.hypermindlabs.understudy.route.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is decided without a server: pace, offsets, what the owner is told. */
class PaceTest {
  private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

  private final Pace pace = new Pace();
  private Instant now = START;

  /** Sends as soon as may be, and answers when that was. */
  private Instant send(long chat) {
    Duration wait = pace.take(chat, chat < 0, now);
    while (!wait.isZero()) {
      now = now.plus(wait);
      wait = pace.take(chat, chat < 0, now);
    }
    return now;
  }

  @Test
  void asManyAsTelegramAllows() {
    List<Instant> sent = new ArrayList<>();
    for (int chat = 1; chat <= 100; chat++) {
      sent.add(send(chat));
    }
    for (int at = 30; at < sent.size(); at++) {
      assertThat(Duration.between(sent.get(at - 30), sent.get(at)))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
    assertThat(Duration.between(START, now)).isEqualTo(Duration.ofSeconds(3));
    Instant first = send(7);
    assertThat(Duration.between(first, send(7))).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aGroupGetsTwentyAMinute() {
    for (int number = 1; number <= 20; number++) {
      send(-5);
    }
    assertThat(Duration.between(START, now)).isEqualTo(Duration.ofSeconds(19));
    assertThat(Duration.between(START, send(-5))).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void aPauseHoldsForAll() {
    pace.pause(START.plusSeconds(7));
    assertThat(pace.room(START)).isFalse();
    assertThat(send(1)).isEqualTo(START.plusSeconds(7));
  }

  @Test
  void offsetsGoOnlyForwardUnlessTheyAreOld() {
    assertThat(Offset.after(null, START)).isNull();
    Cursor moved = Offset.moved(null, 10, START);
    assertThat(Offset.after(moved, START)).isEqualTo(11);
    assertThat(Offset.moved(moved, 8, START).position()).isEqualTo(10);
    Instant nextWeek = START.plus(Duration.ofDays(7));
    assertThat(Offset.after(moved, nextWeek)).isNull();
    assertThat(Offset.moved(moved, 3, nextWeek).position()).isEqualTo(3);
  }

  @Test
  void theFirstStartIsNoNewsButAnOutageIs() {
    assertThat(texts(OwnerNews.of(null, FixedSite.report(Mode.NORMAL, 4, FixedSite.returned(3)))))
        .containsExactly((String) null);
    assertThat(texts(OwnerNews.of(null, FixedSite.report(Mode.OUTAGE, 4, null))).get(0))
        .contains("outage");
  }

  @Test
  void eachChangeAndEachReturnIsToldOnce() {
    Told told = new Told(1, "normal", -1);
    assertThat(OwnerNews.of(told, FixedSite.report(Mode.NORMAL, 1, null))).isEmpty();
    News degraded = OwnerNews.of(told, FixedSite.report(Mode.DEGRADED, 2, null)).get(0);
    assertThat(degraded.text()).contains("degraded");
    assertThat(OwnerNews.of(degraded.told(), FixedSite.report(Mode.RETURNING, 2, null))).isEmpty();
    List<News> back =
        OwnerNews.of(degraded.told(), FixedSite.report(Mode.NORMAL, 3, FixedSite.returned(3)));
    assertThat(texts(back).get(0)).contains("normal");
    assertThat(texts(back).get(1)).contains("account of the return");
    Told last = back.get(1).told();
    assertThat(last).isEqualTo(new Told(3, "normal", 3));
    assertThat(OwnerNews.of(last, FixedSite.report(Mode.NORMAL, 3, FixedSite.returned(3))))
        .isEmpty();
    assertThat(OwnerNews.ofMode(last, Mode.DEGRADED, 2, "late")).isEmpty();
  }

  private static List<String> texts(List<News> news) {
    return news.stream().map(News::text).toList();
  }
}
