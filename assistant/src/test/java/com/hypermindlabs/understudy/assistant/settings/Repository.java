package com.hypermindlabs.understudy.assistant.settings;

import com.hypermindlabs.understudy.config.LibraryKeys;
import com.hypermindlabs.understudy.config.SettingKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files at the root of the repository, and all keys of the program. */
public final class Repository {
  private Repository() {}

  /** A file or folder by its path from the root. */
  public static Path file(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("config.empty.json"))) {
      folder = folder.getParent();
    }
    return folder.resolve(name);
  }

  static List<SettingKey<?>> keys() {
    return Stream.concat(LibraryKeys.all().stream(), AssistantKeys.all().stream()).toList();
  }

  /** Those that have a name of their own, in config.json or as a variable. */
  public static List<SettingKey<?>> namedKeys() {
    return keys().stream().filter(key -> !key.name().contains("<")).toList();
  }
}
