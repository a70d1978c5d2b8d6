package com.hypermindlabs.understudy.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The two files of the settings in a folder of a test. */
record SettingsFiles(Path folder) {
  Path config() {
    return folder.resolve("config.json");
  }

  Path dotEnv() {
    return folder.resolve(".env");
  }

  SettingsFiles config(String text) throws IOException {
    Files.writeString(config(), text);
    return this;
  }

  SettingsFiles dotEnv(String text) throws IOException {
    Files.writeString(dotEnv(), text);
    return this;
  }

  Path secret(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  SettingsSources sources(Map<String, String> environment) {
    return SettingsSources.of(config(), dotEnv()).withEnvironment(environment);
  }

  Settings load(Map<String, String> environment) {
    return Settings.load(sources(environment));
  }

  Settings load() {
    return load(Map.of());
  }
}
