package com.hypermindlabs.understudy.assistant.setup;

import static com.hypermindlabs.understudy.assistant.setup.Question.Kind.FLAG;
import static com.hypermindlabs.understudy.assistant.setup.Question.Kind.NUMBER;
import static com.hypermindlabs.understudy.assistant.setup.Question.Kind.SECRET;
import static com.hypermindlabs.understudy.assistant.setup.Question.Kind.TEXT;

import com.hypermindlabs.understudy.assistant.store.Accounts;
import com.hypermindlabs.understudy.assistant.store.Identity;
import java.util.List;
import java.util.Optional;

/** What is asked about the ways in which people reach the assistant. */
final class InterfaceQuestions {
  static final String TELEGRAM = "telegram";
  static final String X = "x";
  static final String OWNER = "owner";
  static final String OWNER_LOGIN = "owner.login";
  static final String OWNER_PASSWORD = "owner.password";

  private static final String YES = "true";

  private InterfaceQuestions() {}

  static List<Question> telegram() {
    return List.of(
        QuestionBuilder.apart(TELEGRAM, Section.TELEGRAM, FLAG, "Telegram", "Whether a bot runs.")
            .type(Catalogue::flag)
            .option("telegram"),
        telegram("bot_token", SECRET, "Token", "From @BotFather.")
            .required()
            .option("telegram-bot-token"),
        telegram("bot_name", TEXT, "Bot's name", "Its user name.").option("telegram-bot-name"),
        telegram("bot_id", NUMBER, "Bot's id", "The number before the token's colon.")
            .option("telegram-bot-id"),
        telegram("owner_info.user_id", NUMBER, "Owner's id", "Your number at Telegram.")
            .option("telegram-owner-user-id"),
        telegram("owner_info.username", TEXT, "Owner's name", "Your user name at Telegram.")
            .option("telegram-owner-username"),
        telegram("owner_info.first_name", TEXT, "Owner's first name", "As the bot says it.")
            .advanced()
            .option("telegram-owner-first-name"),
        telegram("owner_info.last_name", TEXT, "Owner's last name", "As the bot says it.")
            .advanced()
            .option("telegram-owner-last-name"),
        telegram("telegram_api_url", TEXT, "API", "Another server of the Bot API.")
            .advanced()
            .option("telegram-api-url"));
  }

  static List<Question> x() {
    return List.of(
        QuestionBuilder.apart(X, Section.X, FLAG, "X", "Whether an account on X is used.")
            .type(Catalogue::flag)
            .option("x"),
        x("twitter_keys.consumer_key", SECRET, "Consumer key", "The application's key.")
            .required()
            .option("x-consumer-key"),
        x("twitter_keys.consumer_secret", SECRET, "Consumer secret", "The application's secret.")
            .required()
            .option("x-consumer-secret"),
        x("twitter_keys.access_token", SECRET, "Access token", "The account's token.")
            .required()
            .option("x-access-token"),
        x("twitter_keys.access_token_secret", SECRET, "Token secret", "The account's secret.")
            .required()
            .option("x-access-token-secret"),
        x("twitter_api_url", TEXT, "API", "Another server of X's API.")
            .advanced()
            .option("x-api-url"));
  }

  static List<Question> web() {
    return List.of(
        web("web.host", TEXT, "Address", "To listen on; 127.0.0.1 is this machine alone.")
            .option("web-host"),
        web("web.port", NUMBER, "Port", "To listen on; 4747 without one.").option("web-port"),
        web("web_ui_url", TEXT, "Public address", "How people reach the page, if not by the port.")
            .option("web-ui-url"),
        QuestionBuilder.apart(
                OWNER, Section.WEB, FLAG, "Owner's account", "Whether to make one at the end.")
            .type(Catalogue::flag)
            .option("owner"),
        QuestionBuilder.apart(
                OWNER_LOGIN, Section.WEB, TEXT, "Login", "Small letters, digits, dots, dashes.")
            .type(InterfaceQuestions::login)
            .required()
            .when(OWNER, YES)
            .option("owner-login"),
        QuestionBuilder.apart(
                OWNER_PASSWORD,
                Section.WEB,
                SECRET,
                "Password",
                "At least " + Accounts.SHORTEST_PASSWORD + " characters; kept as a hash alone.")
            .type(InterfaceQuestions::password)
            .required()
            .when(OWNER, YES)
            .option("owner-password"),
        web("web.max_upload", TEXT, "Greatest upload", "As 20MB.")
            .advanced()
            .option("web-max-upload"));
  }

  private static Optional<String> login(String text) {
    return wrong(() -> new Identity.Login(text));
  }

  private static Optional<String> password(String text) {
    return wrong(() -> Accounts.requireUsable(text));
  }

  private static Optional<String> wrong(Runnable check) {
    try {
      check.run();
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static QuestionBuilder telegram(
      String key, Question.Kind kind, String label, String help) {
    return QuestionBuilder.setting(key, Section.TELEGRAM, kind, label, help).when(TELEGRAM, YES);
  }

  private static QuestionBuilder x(String key, Question.Kind kind, String label, String help) {
    return QuestionBuilder.setting(key, Section.X, kind, label, help).when(X, YES);
  }

  private static QuestionBuilder web(String key, Question.Kind kind, String label, String help) {
    return QuestionBuilder.setting(key, Section.WEB, kind, label, help);
  }
}
