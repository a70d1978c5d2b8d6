package com.hypermindlabs.understudy.assistant.settings;

import static com.hypermindlabs.understudy.config.SettingTypes.duration;
import static com.hypermindlabs.understudy.config.SettingTypes.flag;
import static com.hypermindlabs.understudy.config.SettingTypes.integer;
import static com.hypermindlabs.understudy.config.SettingTypes.list;
import static com.hypermindlabs.understudy.config.SettingTypes.prose;
import static com.hypermindlabs.understudy.config.SettingTypes.secret;
import static com.hypermindlabs.understudy.config.SettingTypes.size;
import static com.hypermindlabs.understudy.config.SettingTypes.text;
import static com.hypermindlabs.understudy.config.SettingTypes.wholeNumber;
import static com.hypermindlabs.understudy.config.SettingTypes.word;

import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.config.SettingKey;
import com.hypermindlabs.understudy.config.SettingType;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every setting that the assistant reads beside the library's. */
public final class AssistantKeys {
  static final SettingKey<URI> OLLAMA_HOST =
      SettingKey.ofVariable(
              "OLLAMA_HOST",
              HttpAddress.ollamaType(),
              "endpoint of every capability without a `url` of its own")
          .or(ModelSettings.DEFAULT_URL);

  static final SettingKey<String> BOT_NAME =
      SettingKey.of("bot_name", text(), "the Telegram bot's name").variable("TELEGRAM_BOT_NAME");
  static final SettingKey<Long> BOT_ID =
      SettingKey.of("bot_id", telegramId(), "the Telegram bot's id").variable("TELEGRAM_BOT_ID");
  static final SettingKey<Secret> BOT_TOKEN =
      SettingKey.of("bot_token", secret(), "the Telegram bot's token; without it the bot is off")
          .variable("TELEGRAM_BOT_TOKEN");
  static final SettingKey<URI> TELEGRAM_API =
      SettingKey.of("telegram_api_url", HttpAddress.type(), "base address of Telegram's Bot API")
          .variable("TELEGRAM_API_URL")
          .or(URI.create("https://api.telegram.org"));
  static final SettingKey<String> OWNER_FIRST_NAME =
      SettingKey.of("owner_info.first_name", text(), "the owner's first name")
          .variable("TELEGRAM_OWNER_FIRST_NAME");
  static final SettingKey<String> OWNER_LAST_NAME =
      SettingKey.of("owner_info.last_name", text(), "the owner's last name")
          .variable("TELEGRAM_OWNER_LAST_NAME");
  static final SettingKey<Long> OWNER_USER_ID =
      SettingKey.of("owner_info.user_id", telegramId(), "the owner's Telegram id")
          .variable("TELEGRAM_OWNER_USER_ID");
  static final SettingKey<String> OWNER_USERNAME =
      SettingKey.of("owner_info.username", text(), "the owner's Telegram name")
          .variable("TELEGRAM_OWNER_USERNAME");

  static final SettingKey<Secret> CONSUMER_KEY = xKey("consumer_key", "the application's key");
  static final SettingKey<Secret> CONSUMER_SECRET =
      xKey("consumer_secret", "the application's secret");
  static final SettingKey<Secret> ACCESS_TOKEN = xKey("access_token", "the account's token");
  static final SettingKey<Secret> ACCESS_TOKEN_SECRET =
      xKey("access_token_secret", "the account's secret");
  static final SettingKey<URI> X_API =
      SettingKey.of("twitter_api_url", HttpAddress.type(), "base address of X's API")
          .variable("TWITTER_API_URL")
          .or(URI.create("https://api.x.com"));
  static final SettingKey<Boolean> X_DRY_RUN =
      SettingKey.of("twitter.dry_run", flag(), "X: log what would be posted, and post nothing")
          .variable("TWITTER_DRY_RUN")
          .or(true);
  static final SettingKey<Integer> X_POSTS_PER_HOUR =
      SettingKey.of("twitter.posts_per_hour", integer(0, 1000), "X: posts in any hour at most")
          .or(5);
  static final SettingKey<Integer> X_POSTS_PER_DAY =
      SettingKey.of("twitter.posts_per_day", integer(0, 10000), "X: posts in any 24 hours at most")
          .or(20);
  static final SettingKey<Duration> X_POLL_INTERVAL =
      SettingKey.of(
              "twitter.poll_interval",
              duration(Duration.ofSeconds(1), Duration.ofDays(1)),
              "X: time between two looks for mentions, each of which costs")
          .or(Duration.ofMinutes(2));

  static final SettingKey<String> WEB_HOST =
      SettingKey.of("web.host", text(), "address that the web page listens on").or("127.0.0.1");
  static final SettingKey<Integer> WEB_PORT =
      SettingKey.of(
          "web.port", integer(0, 65535), "else the port of `web_ui_url`, else 4747; 0 for any");
  static final SettingKey<Long> WEB_MAX_UPLOAD =
      SettingKey.of("web.max_upload", size(1024, 1L << 30), "greatest upload").or(20L << 20);
  static final SettingKey<Boolean> WEB_TRUST_PROXY =
      SettingKey.of(
              "web.trust_proxy",
              flag(),
              "believe `X-Forwarded-For` and `X-Forwarded-Proto`; only behind a proxy that sets them")
          .or(false);
  static final SettingKey<URI> WEB_UI_URL =
      SettingKey.of("web_ui_url", HttpAddress.type(), "how people reach the web page")
          .variable("WEB_UI_URL");

  static final SettingKey<Secret> TERMINAL_PASSWORD =
      SettingKey.ofVariable(
          "UNDERSTUDY_PASSWORD", secret(), "the password that `chat` signs in with");

  static final SettingKey<Secret> API_KEY =
      SettingKey.of("api_keys.<name>", secret(), "keys of other services, by names of your own");
  static final SettingKey<List<String>> ROLES =
      SettingKey.of("roles_list", list(text()), "roles that members may have").or(List.of());
  static final SettingKey<List<String>> DOMAINS =
      SettingKey.of("knowledge.domains", list(text()), "domains that knowledge is sorted into")
          .or(List.of());
  static final SettingKey<String> SYSTEM_PROMPT =
      SettingKey.of("defaults.system_prompt", prose(), "what the model is told before every chat");
  static final SettingKey<String> OTHER_DEFAULT =
      SettingKey.of("defaults.<name>", word(), "further defaults, kept for the interfaces");

  private static final List<SettingKey<?>> ALL = inOrder();

  private AssistantKeys() {}

  /** All of them, in the order of the documentation. */
  public static List<SettingKey<?>> all() {
    return ALL;
  }

  static SettingKey<URI> url(Capability capability) {
    return SettingKey.of(
        "inference." + capability.key() + ".url",
        HttpAddress.type(),
        "endpoint for this capability; else `OLLAMA_HOST`");
  }

  static SettingKey<String> model(Capability capability) {
    return SettingKey.of(
            "inference." + capability.key() + ".model", text(), "model for this capability")
        .variable("OLLAMA_" + capability.name() + "_MODEL");
  }

  private static List<SettingKey<?>> inOrder() {
    List<SettingKey<?>> keys = new ArrayList<>();
    for (Capability capability : Capability.values()) {
      keys.add(url(capability));
      keys.add(model(capability));
    }
    keys.add(OLLAMA_HOST);
    keys.addAll(AnswerSettings.keys());
    keys.addAll(List.of(BOT_NAME, BOT_ID, BOT_TOKEN, TELEGRAM_API));
    keys.addAll(List.of(OWNER_FIRST_NAME, OWNER_LAST_NAME, OWNER_USER_ID, OWNER_USERNAME));
    keys.addAll(List.of(CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_TOKEN_SECRET, X_API));
    keys.addAll(List.of(X_DRY_RUN, X_POSTS_PER_HOUR, X_POSTS_PER_DAY, X_POLL_INTERVAL));
    keys.addAll(List.of(WEB_HOST, WEB_PORT, WEB_MAX_UPLOAD, WEB_UI_URL, WEB_TRUST_PROXY));
    keys.add(TERMINAL_PASSWORD);
    keys.addAll(List.of(API_KEY, ROLES, DOMAINS, SYSTEM_PROMPT, OTHER_DEFAULT));
    return List.copyOf(keys);
  }

  private static SettingType<Long> telegramId() {
    return wholeNumber(1, Long.MAX_VALUE);
  }

  private static SettingKey<Secret> xKey(String name, String meaning) {
    return SettingKey.of("twitter_keys." + name, secret(), "X: " + meaning)
        .variable("TWITTER_" + name.toUpperCase(Locale.ROOT));
  }
}
