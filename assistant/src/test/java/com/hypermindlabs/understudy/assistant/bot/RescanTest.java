package com.hypermindlabs.understudy.assistant.bot;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.assistant.store.BotAccount;
import com.hypermindlabs.understudy.assistant.store.BotLedger;
import com.hypermindlabs.understudy.assistant.store.BotPost;
import com.hypermindlabs.understudy.assistant.store.BotUpdate;
import com.hypermindlabs.understudy.assistant.store.Channel;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RescanTest {
  private final TestDatabase database = TestedServer.EMBEDDED.migrated();
  private final BotLedger rows =
      new BotLedger(database.dataSource(), new BotAccount(Channel.TELEGRAM, 7));

  @Test
  void whatWasAnsweredLongAgoIsForgottenAndWhatWaitsIsFound() throws Exception {
    Instant now = Instant.now();
    answered("long ago", now.minus(Duration.ofDays(31)));
    answered("lately", now.minus(Duration.ofDays(29)));
    received("waits", now.minus(Duration.ofDays(31)));
    List<String> found = new ArrayList<>();

    try (Rescan rescan =
        new Rescan(
            new FixedSite(),
            new Ledger(rows, InstantSource.system()),
            update -> found.add(update.key()))) {
      rescan.start();
      assertThat(found).containsExactly("waits");
      Awaitility.await().until(() -> !keys("bot_posted").contains("long ago"));
    }
    assertThat(keys("bot_update")).containsExactly("lately", "waits");
    assertThat(keys("bot_post")).containsExactly("lately");
    assertThat(keys("bot_posted")).containsExactly("lately");
    assertThat(rows.cursor().orElseThrow().position()).isEqualTo(1);
  }

  private void received(String key, Instant at) {
    rows.receive(List.of(new BotUpdate(key, 1, "{}", at)), new BotLedger.Cursor(1, at));
  }

  private void answered(String key, Instant at) {
    received(key, at);
    BotPost post = new BotPost(key, 0, true, "an answer", at);
    rows.intend(List.of(post));
    rows.posted(post.sent("1", at));
  }

  private List<String> keys(String table) {
    return Rows.of(database, "SELECT update_key FROM " + table + " ORDER BY 1");
  }
}
