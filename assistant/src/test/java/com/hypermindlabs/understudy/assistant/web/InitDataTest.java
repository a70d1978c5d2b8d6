package com.hypermindlabs.understudy.assistant.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.config.Secret;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What Telegram signs for a Mini App. */
class InitDataTest {
  private static final Secret TOKEN = Secret.of(WebSite.BOT_TOKEN);
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final String ADA =
      "{\"id\":279058397,\"first_name\":\"Ada + Söhne & Co\",\"last_name\":\"L\"}";

  private static boolean accepted(String raw) {
    return InitData.verify(raw, TOKEN, NOW).isPresent();
  }

  @Test
  void aGenuineOneNamesTheUser() {
    InitData data =
        InitData.verify(SignedInitData.of(WebSite.BOT_TOKEN, ADA, NOW), TOKEN, NOW).orElseThrow();
    assertThat(data.user()).isEqualTo(new Identity.Telegram(279058397));
    assertThat(data.name()).isEqualTo("Ada + Söhne & Co L");
  }

  /** Signed by another program (Python's hmac) by the steps of Telegram's documentation. */
  @Test
  void oneSignedElsewhereByTheDocumentedStepsIsTaken() {
    String raw =
        "query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A7%2C%22first_name%22%3A%22Eve%22%7D"
            + "&auth_date=1790244000&signature=abc&hash=fbb5df5bd64287190f0827ea780b1e46d94963244c027f19f2bd78034684dbc2";
    assertThat(InitData.verify(raw, TOKEN, Instant.ofEpochSecond(1790244060))).isPresent();
  }

  @Test
  void whatWasChangedIsRefused() {
    String genuine = SignedInitData.of(WebSite.BOT_TOKEN, ADA, NOW);
    assertThat(accepted(genuine)).isTrue();
    assertThat(accepted(genuine.replace("279058397", "279058398"))).isFalse();
    assertThat(accepted(genuine + "&more=1")).isFalse();
    assertThat(accepted(genuine + "&hash=00")).isFalse();
    assertThat(accepted(genuine.replaceAll("hash=[0-9a-f]{8}", "hash=00000000"))).isFalse();
    assertThat(accepted(genuine.replaceAll("&?hash=[0-9a-f]*", ""))).isFalse();
    assertThat(accepted(SignedInitData.of("654321:another-token", ADA, NOW))).isFalse();
  }

  @Test
  void whatIsStaleOrOfTheFutureIsRefused() {
    assertThat(
            accepted(SignedInitData.of(WebSite.BOT_TOKEN, ADA, NOW.minus(Duration.ofMinutes(9)))))
        .isTrue();
    assertThat(
            accepted(SignedInitData.of(WebSite.BOT_TOKEN, ADA, NOW.minus(Duration.ofMinutes(11)))))
        .isFalse();
    assertThat(accepted(SignedInitData.of(WebSite.BOT_TOKEN, ADA, NOW.plus(Duration.ofHours(1)))))
        .isFalse();
  }

  @Test
  void nonsenseIsRefused() {
    for (String raw :
        new String[] {"", "&", "=", "a", "hash", "%zz=1&hash=2", "hash=" + "0".repeat(64), "💥"}) {
      assertThat(accepted(raw)).as(raw).isFalse();
    }
    assertThat(accepted("x=" + "y".repeat(100_000))).isFalse();
    assertThat(accepted(SignedInitData.of(WebSite.BOT_TOKEN, "{\"id\":-5}", NOW))).isFalse();
    assertThat(accepted(SignedInitData.of(WebSite.BOT_TOKEN, "no json", NOW))).isFalse();
  }
}
