package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.assistant.edit.DotEnvText;
import com.hypermindlabs.understudy.assistant.edit.EditException;
import com.hypermindlabs.understudy.assistant.edit.JsonText;
import com.hypermindlabs.understudy.assistant.edit.SettingsFile;
import com.hypermindlabs.understudy.assistant.settings.Capability;
import com.hypermindlabs.understudy.config.Provenance;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.config.SettingKey;
import com.hypermindlabs.understudy.config.SettingTypes;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.config.SettingsException;
import com.hypermindlabs.understudy.config.SettingsProblem;
import com.hypermindlabs.understudy.config.SettingsReader;
import com.hypermindlabs.understudy.config.SettingsSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What there is before setup changes anything: the settings in force and where they come from. What
 * is wrong with them is told, and keeps nothing from being asked. Holds secrets, shows none.
 * Immutable.
 */
public final class Existing {
  private final SettingsSources sources;
  private final SettingsFile config;
  private final SettingsFile dotEnv;
  private final Map<String, Present> values;
  private final List<String> apiKeys;
  private final List<SettingsProblem> problems;
  private final Path stateDirectory;

  private Existing(SettingsSources sources, Reading reading, List<SettingsProblem> problems) {
    this.sources = sources;
    this.config = reading.config;
    this.dotEnv = reading.dotEnv;
    this.values = Map.copyOf(reading.values);
    this.apiKeys = List.copyOf(reading.apiKeys);
    this.problems = List.copyOf(problems);
    this.stateDirectory = reading.stateDirectory;
  }

  /**
   * Reads the files and variables; neither file has to exist.
   *
   * @throws SettingsException when a file cannot be read, or is not of its form
   */
  public static Existing read(SettingsSources named) {
    SettingsSources sources =
        new SettingsSources(
            named.config(),
            false,
            named.dotEnv(),
            false,
            named.environment(),
            named.stateDirectory());
    try {
      Reading reading = new Reading(sources);
      List<SettingsProblem> problems = List.of();
      try {
        SettingsReader.read(sources, reading::all);
      } catch (SettingsException e) {
        problems = e.problems();
      }
      // What cannot be taken apart cannot be edited.
      JsonText.of(reading.config.text());
      DotEnvText.of(reading.dotEnv.text());
      return new Existing(sources, reading, problems);
    } catch (EditException e) {
      // The reader tells the place, and everything that is wrong at once.
      SettingsReader.read(sources, reader -> "");
      throw e;
    }
  }

  /** The file config.json as it was when setup began. */
  SettingsFile config() {
    return config;
  }

  /** The file .env as it was when setup began. */
  SettingsFile dotEnv() {
    return dotEnv;
  }

  /** Where the settings come from; the environment as well. */
  public SettingsSources sources() {
    return sources;
  }

  /** Where the site keeps its state. */
  public Path stateDirectory() {
    return stateDirectory;
  }

  /** What is wrong with the settings as they are; no secret. */
  public List<SettingsProblem> problems() {
    return problems;
  }

  /** Whether neither file exists: a first start. */
  public boolean nothing() {
    return !config.existed() && !dotEnv.existed();
  }

  /** Whether a fallback was made here already. */
  public boolean provisioned() {
    return Files.exists(stateDirectory.resolve("fallback.json"));
  }

  /** Whether one of the files names an endpoint of the models. */
  public boolean namesEndpoint() {
    return DotEnvText.of(dotEnv.text()).sets(ModelQuestions.OLLAMA_HOST)
        || Arrays.stream(Capability.values())
            .anyMatch(one -> present(ModelQuestions.url(one)).set());
  }

  /** What exists already, a line each, for the first page. */
  public List<String> summary() {
    List<String> lines = new ArrayList<>();
    lines.add(file(config));
    lines.add(file(dotEnv));
    lines.add("state directory " + stateDirectory + (provisioned() ? ", with a fallback" : ""));
    lines.add("primary: " + or(present("database.host").text(), "none configured"));
    problems.forEach(problem -> lines.add("to be mended: " + problem));
    return lines;
  }

  Present present(String key) {
    return values.getOrDefault(key, Present.NONE);
  }

  List<String> apiKeys() {
    return apiKeys;
  }

  /** No value: there are secrets among them. */
  @Override
  public String toString() {
    return "Existing[" + sources + "]";
  }

  private static String file(SettingsFile file) {
    return file.path() + (file.existed() ? " exists" : " does not exist yet");
  }

  private static String or(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  /** One pass over all settings; keeps what it found also when something was wrong. */
  private static final class Reading {
    private final SettingsFile config;
    private final SettingsFile dotEnv;
    private final Map<String, Present> values = new HashMap<>();
    private final List<String> apiKeys = new ArrayList<>();
    private Path stateDirectory = Path.of("");

    Reading(SettingsSources sources) {
      config = SettingsFile.read(sources.config());
      dotEnv = SettingsFile.read(sources.dotEnv());
    }

    Reading all(SettingsReader reader) {
      for (SettingKey<?> key : Registry.all()) {
        note(reader, key);
      }
      for (String name : reader.others(Catalogue.API_KEYS, List.of())) {
        SettingKey<?> key =
            SettingKey.of(Catalogue.API_KEYS + "." + name, SettingTypes.secret(), "a key");
        apiKeys.add(name);
        note(reader, key);
      }
      stateDirectory = Settings.read(reader).stateDirectory();
      return this;
    }

    private <T> void note(SettingsReader reader, SettingKey<T> key) {
      @Nullable T value = reader.find(key);
      Provenance.Entry entry = reader.provenance().of(key.name()).orElseThrow();
      String text = value == null || key.secret() ? "" : shown(key, value);
      @Nullable Secret secret = value instanceof Secret known ? known : null;
      values.put(key.name(), new Present(text, secret, entry.source(), entry.place()));
    }

    private static <T> String shown(SettingKey<T> key, T value) {
      return value instanceof List<?> items
          ? items.stream().map(String::valueOf).collect(Collectors.joining(", "))
          : key.type().show(value);
    }
  }
}
