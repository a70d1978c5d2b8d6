package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.settings.Repository;
import com.hypermindlabs.understudy.config.SettingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every secret setting of the program, set to a text that is found wherever it turns up: in one
 * source, and to others in the sources that this one goes before.
 *
 * @param site gets the settings
 * @param winner the source that counts
 */
record RecognisableSecrets(CommandSite site, Source winner) {
  /** Part of every secret. Letters and digits, so that no notation changes it. */
  static final String TRACE = "Rec0gnisable";

  /** Where a secret may be set. */
  enum Source {
    CONFIG,
    DOT_ENV,
    DOT_ENV_FILE,
    ENVIRONMENT,
    ENVIRONMENT_FILE;

    private List<Source> andWeaker() {
      return switch (this) {
        case CONFIG -> List.of(CONFIG);
        case DOT_ENV, DOT_ENV_FILE -> List.of(this, CONFIG);
        case ENVIRONMENT -> List.of(this, DOT_ENV_FILE, CONFIG);
        case ENVIRONMENT_FILE -> List.of(this, DOT_ENV, CONFIG);
      };
    }
  }

  /** The secrets that only config.json can hold beside those of the registry. */
  private static final List<String> FREE = List.of("api_keys.weather", "database.sslpassword");

  /** What a setting is in a source. */
  static String value(String key, Source source) {
    return TRACE + "-" + key + "-" + source;
  }

  /** What the program takes the setting to be. */
  String value(String key) {
    return value(key, winner);
  }

  /** Sets all of them; answers the variables for the process. */
  Map<String, String> place() throws IOException {
    Map<String, String> environment = new HashMap<>();
    Map<String, String> dotEnv = new HashMap<>();
    Files.createDirectory(folder());
    for (SettingKey<?> key : keys()) {
      for (Source source : winner.andWeaker()) {
        String value = value(key.name(), source);
        String variable = String.valueOf(key.variable());
        switch (source) {
          case CONFIG -> config(key.name(), value);
          case DOT_ENV -> dotEnv.put(variable, value);
          case DOT_ENV_FILE -> dotEnv.put(variable + "_FILE", file(value).toString());
          case ENVIRONMENT -> environment.put(variable, value);
          case ENVIRONMENT_FILE -> environment.put(variable + "_FILE", file(value).toString());
        }
      }
    }
    FREE.forEach(key -> config(key, value(key, Source.CONFIG)));
    site.write();
    secret(
        dotEnv(),
        dotEnv.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("\n")));
    return environment;
  }

  /** The secrets of the registry, all of which have a variable. */
  static List<SettingKey<?>> keys() {
    return Repository.namedKeys().stream().filter(SettingKey::secret).toList();
  }

  /** The variables file. */
  Path dotEnv() {
    return site.folder().resolve(".env");
  }

  /** The files that hold them. */
  Stream<Path> allowed() {
    return Stream.of(site.config(), dotEnv(), folder());
  }

  private Path folder() {
    return site.folder().resolve("secrets");
  }

  private void config(String key, String value) {
    int dot = key.lastIndexOf('.');
    ObjectNode object =
        dot < 0
            ? site.settings()
            : site.settings().withObject("/" + key.substring(0, dot).replace('.', '/'));
    object.put(key.substring(dot + 1), value);
  }

  private Path file(String value) throws IOException {
    return secret(folder().resolve(value.replace(TRACE, "of")), value);
  }

  private static Path secret(Path file, String text) throws IOException {
    Files.writeString(file, text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
