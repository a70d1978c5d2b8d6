package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.config.SettingKey;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.config.SettingsSources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings as they would be if setup ended now: what was answered, else what is there, else the
 * default. Holds secrets, shows none. Immutable, thread-safe.
 */
public final class Answers {
  private static final String SSL_MODE = "database.sslmode";

  private final SettingsSources sources;
  private final List<Question> questions;
  private final Map<String, String> texts;
  private final Map<String, Secret> secrets;
  private final List<ModelEndpoint> endpoints;

  Answers(
      SettingsSources sources,
      List<Question> questions,
      Map<String, String> texts,
      Map<String, Secret> secrets,
      List<ModelEndpoint> endpoints) {
    this.sources = sources;
    this.questions = List.copyOf(questions);
    this.texts = Map.copyOf(texts);
    this.secrets = Map.copyOf(secrets);
    this.endpoints = List.copyOf(endpoints);
  }

  /** The text of a question by its id; empty for none, and for a secret. */
  public String text(String id) {
    return texts.getOrDefault(id, "");
  }

  /** Whether the answer to a question of kind FLAG is yes. */
  public boolean yes(String id) {
    return text(id).equals("true");
  }

  /** The secret of a question by its id. */
  public Optional<Secret> secret(String id) {
    return Optional.ofNullable(secrets.get(id));
  }

  /** Where each capability's model is, and why there. */
  public List<ModelEndpoint> endpoints() {
    return endpoints;
  }

  /**
   * The library's settings, as for connecting to a server.
   *
   * @throws com.hypermindlabs.understudy.config.SettingsException with everything that is wrong
   */
  public Settings library() {
    Map<String, String> variables = new HashMap<>(sources.environment());
    for (Question question : questions) {
      SettingKey<?> key = question.key();
      String variable = key == null ? null : key.variable();
      if (variable != null) {
        String value =
            question.secret()
                ? secret(question.id()).map(Secret::reveal).orElse("")
                : text(question.id());
        variables.put(variable, value);
        variables.remove(variable + SettingKey.FILE_SUFFIX);
      }
    }
    return withoutPrimaryOrWithItsEncryption(Settings.load(sources.withEnvironment(variables)));
  }

  private Settings withoutPrimaryOrWithItsEncryption(Settings read) {
    DatabaseSettings primary = read.database();
    if (primary == null || !yes(ServerQuestions.PRIMARY)) {
      return new Settings(null, read.fallback(), read.failover(), read.stateDirectory());
    }
    Map<String, String> properties = new HashMap<>(primary.properties());
    properties.remove("sslmode");
    if (!text(SSL_MODE).isEmpty()) {
      properties.put("sslmode", text(SSL_MODE));
    }
    return new Settings(
        new DatabaseSettings(
            primary.hosts(), primary.database(), primary.user(), primary.password(), properties),
        read.fallback(),
        read.failover(),
        read.stateDirectory());
  }

  /** No value: there are secrets among them. */
  @Override
  public String toString() {
    return "Answers[" + texts.keySet() + ", " + secrets.keySet() + "]";
  }
}
