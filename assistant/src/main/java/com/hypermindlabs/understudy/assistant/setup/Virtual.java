package com.hypermindlabs.understudy.assistant.setup;

import java.util.List;

/** What is there for the questions whose answer is no single setting. */
final class Virtual {
  private Virtual() {}

  /** The text in the field before anything is answered. */
  static String present(String id, Existing existing) {
    return switch (id) {
      case ServerQuestions.PRIMARY ->
          yes(existing.present("database.host").set() || !existing.provisioned());
      case InterfaceQuestions.TELEGRAM -> yes(existing.present("bot_token").set());
      case InterfaceQuestions.X ->
          yes(
              List.of("consumer_key", "consumer_secret", "access_token", "access_token_secret")
                  .stream()
                  .anyMatch(name -> existing.present("twitter_keys." + name).set()));
      case InterfaceQuestions.OWNER -> yes(existing.nothing());
      case Catalogue.API_KEYS -> String.join(", ", existing.apiKeys());
      default -> "";
    };
  }

  private static String yes(boolean yes) {
    return String.valueOf(yes);
  }
}
