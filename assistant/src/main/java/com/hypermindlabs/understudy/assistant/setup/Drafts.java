package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.assistant.edit.DotEnvText;
import com.hypermindlabs.understudy.assistant.edit.FileEdit;
import com.hypermindlabs.understudy.assistant.edit.JsonLiteral;
import com.hypermindlabs.understudy.assistant.edit.JsonText;
import com.hypermindlabs.understudy.assistant.edit.SettingsFile;
import com.hypermindlabs.understudy.config.SettingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The two files as they are going to be. An edit goes where it takes effect: into the strongest
 * file that sets the key; a key that no file sets goes into config.json, a secret that has a
 * variable into .env.
 */
final class Drafts {
  private static final String HEAD =
      "# Variables of Understudy, secrets among them: keep the mode 0600. See docs/settings.md.\n";
  private static final String SET = "set";
  private static final String NOT_SET = "not set";

  private final SettingsFile configFile;
  private final SettingsFile dotEnvFile;
  private final Map<String, String> environment;
  private JsonText config;
  private DotEnvText dotEnv;
  private final List<Change> changes = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Drafts(Existing existing) {
    this.configFile = existing.config();
    this.dotEnvFile = existing.dotEnv();
    this.environment = existing.sources().environment();
    this.config = JsonText.of(configFile.text());
    this.dotEnv = DotEnvText.of(dotEnvFile.existed() ? dotEnvFile.text() : HEAD);
  }

  /** Gives a key another value; the empty text takes it back. */
  void set(SettingKey<?> key, Question.Kind kind, String value) {
    warnOfEnvironment(key, value);
    if (value.isEmpty()) {
      takeBack(key);
      return;
    }
    String variable = key.variable();
    String file = variable + SettingKey.FILE_SUFFIX;
    if (variable != null && key.secret() && dotEnv.sets(file)) {
      // Both at once would be an error.
      setVariable(key, file, "");
      setVariable(key, variable, value);
    } else if (variable != null && dotEnv.sets(variable)) {
      setVariable(key, variable, value);
    } else if (key.inConfig() && (config.sets(key.name()) || variable == null || !key.secret())) {
      setInConfig(key, literal(kind, value), value);
    } else if (variable != null) {
      setVariable(key, variable, value);
    }
  }

  private void setVariable(SettingKey<?> key, String variable, String value) {
    String before = dotEnv.value(variable);
    if (!before.equals(value)) {
      note(variable, dotEnvFile, shown(key, before), shown(key, value));
      dotEnv = dotEnv.with(variable, value);
    }
  }

  private void setInConfig(SettingKey<?> key, String literal, String value) {
    JsonText edited = config.with(key.name(), literal);
    if (!edited.text().equals(config.text())) {
      note(key.name(), configFile, shown(key, config.written(key.name())), shown(key, value));
      config = edited;
    }
  }

  /** In both files: behind what is taken back in one, the other's value would come to light. */
  private void takeBack(SettingKey<?> key) {
    String variable = key.variable();
    for (String name : names(variable, key.secret())) {
      setVariable(key, name, "");
    }
    if (key.inConfig() && config.sets(key.name())) {
      setInConfig(key, config.setsText(key.name()) ? "\"\"" : "null", "");
    }
  }

  private static List<String> names(@Nullable String variable, boolean secret) {
    if (variable == null) {
      return List.of();
    }
    return secret ? List.of(variable, variable + SettingKey.FILE_SUFFIX) : List.of(variable);
  }

  /** The account that is made at the end; it is in no file. */
  void account(String login) {
    changes.add(new Change("the owner's account", "", "", login));
  }

  List<Change> changes() {
    return changes;
  }

  List<String> warnings() {
    return warnings;
  }

  /**
   * The files that become different. One that does not exist is made with the other: commands that
   * are told its name want to find it.
   */
  List<FileEdit> files() {
    List<FileEdit> files = new ArrayList<>();
    if (changes.isEmpty()) {
      return files;
    }
    if (!configFile.existed() || !config.text().equals(configFile.text())) {
      files.add(new FileEdit(configFile, config.text()));
    }
    if (!dotEnvFile.existed() || !dotEnv.text().equals(dotEnvFile.text())) {
      files.add(new FileEdit(dotEnvFile, dotEnv.text()));
    }
    return files;
  }

  private void warnOfEnvironment(SettingKey<?> key, String value) {
    for (String name : names(key.variable(), key.secret())) {
      String other = environment.getOrDefault(name, "");
      if (!other.isEmpty() && !other.equals(value)) {
        warnings.add(
            name
                + " of the environment goes before both files: unset it, or what was answered has"
                + " no effect");
      }
    }
  }

  private void note(String name, SettingsFile file, String before, String after) {
    changes.add(new Change(name, file.path().toString(), before, after));
  }

  private static String shown(SettingKey<?> key, String value) {
    if (key.secret()) {
      return value.isEmpty() ? NOT_SET : SET;
    }
    // What was there before may be wrong, and hold a password where none belongs.
    return key.type().masked(value);
  }

  private static String literal(Question.Kind kind, String value) {
    return switch (kind) {
      case NUMBER -> String.valueOf(Long.parseLong(value));
      case FLAG -> value;
      case LIST -> JsonLiteral.list(Catalogue.items(value));
      case TEXT, CHOICE, SECRET -> JsonLiteral.text(value);
    };
  }
}
