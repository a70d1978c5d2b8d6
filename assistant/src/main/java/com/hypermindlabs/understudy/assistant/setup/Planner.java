package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.assistant.edit.EditException;
import com.hypermindlabs.understudy.assistant.settings.Capability;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.config.SettingsException;
import com.hypermindlabs.understudy.config.SettingsProblem;
import java.util.ArrayList;
import java.util.List;

/** Turns the answers of one run into edits of the two files. Used once. */
final class Planner {
  private static final List<String> X_KEYS =
      List.of("consumer_key", "consumer_secret", "access_token", "access_token_secret");

  private final SetupSession session;
  private final Drafts drafts;
  private final List<String> problems = new ArrayList<>();

  Planner(SetupSession session) {
    this.session = session;
    this.drafts = new Drafts(session.existing());
  }

  Plan plan() {
    try {
      for (Question question : session.questions()) {
        if (session.answered(question)) {
          take(question);
        }
      }
    } catch (EditException e) {
      problems.add(e.getMessage() + "; " + e.hint());
    }
    checkTogether();
    return new Plan(drafts.changes(), drafts.warnings(), problems, drafts.files());
  }

  private void take(Question question) {
    String told = session.told(question.id());
    if (question.key() != null) {
      drafts.set(
          question.key(),
          question.kind(),
          session.toldSecret(question).map(Secret::reveal).orElse(told));
      return;
    }
    switch (question.id()) {
      case ModelQuestions.URL -> everyEndpoint(told);
      case ServerQuestions.PRIMARY -> {
        if (told.equals("false")) {
          clear("database.host");
        }
      }
      case InterfaceQuestions.TELEGRAM -> {
        if (told.equals("false")) {
          clear("bot_token");
        }
      }
      case InterfaceQuestions.X -> {
        if (told.equals("false")) {
          X_KEYS.forEach(name -> clear("twitter_keys." + name));
        }
      }
      case Catalogue.API_KEYS -> removeOthers(Catalogue.items(told));
      case InterfaceQuestions.OWNER_LOGIN -> drafts.account(told);
      default -> {
        // The owner's password becomes part of the account.
      }
    }
  }

  /** Where it takes effect whatever else is set: in each capability's own url. */
  private void everyEndpoint(String url) {
    for (Capability capability : Capability.values()) {
      String key = ModelQuestions.url(capability);
      boolean own = !session.told(key).isEmpty();
      if (!url.isEmpty() && !own && !session.existing().present(key).text().equals(url)) {
        drafts.set(Registry.key(key), Question.Kind.TEXT, url);
      }
    }
  }

  private void removeOthers(List<String> names) {
    for (String name : session.existing().apiKeys()) {
      Question question = Catalogue.apiKey(name);
      if (!names.contains(name) && question.key() != null) {
        drafts.set(question.key(), Question.Kind.SECRET, "");
      }
    }
  }

  private void clear(String key) {
    if (session.existing().present(key).set()) {
      drafts.set(Registry.key(key), Question.Kind.TEXT, "");
    }
  }

  /** What the answers make wrong together; what was wrong before is not of this run. */
  private void checkTogether() {
    try {
      session.answers().library();
    } catch (SettingsException e) {
      List<SettingsProblem> before = session.existing().problems();
      e.problems().stream()
          .filter(one -> before.stream().noneMatch(old -> old.message().equals(one.message())))
          .forEach(one -> problems.add(one.key() + ": " + one.message() + "; " + one.remedy()));
    }
  }
}
