package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.edit.PlainDotEnv;
import com.hypermindlabs.understudy.assistant.edit.PlainJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A folder for runs of setup that touch nothing but files. */
record SetupSite(Path folder) {
  /** A run that sets the primary and nothing else. */
  static final String[] PRIMARY = {
    "--non-interactive",
    "--write-only",
    "--section",
    "database",
    "--database-host",
    "db.example",
    "--database-name",
    "shop",
    "--database-user",
    "clerk"
  };

  /** Runs setup with the answers given. */
  Ran run(Map<String, String> environment, String input, String... words) {
    return Ran.fed(input, environment, words(words));
  }

  /** Asks line by line, over a pipe. */
  Ran asked(String... lines) {
    String input = lines.length == 0 ? "" : String.join("\n", lines) + "\n";
    return run(Map.of(), input, "--plain");
  }

  /** The words of the command. */
  String[] words(String... words) {
    List<String> all = new ArrayList<>(List.of("setup"));
    all.addAll(List.of(words));
    all.addAll(List.of("--config", path("config.json"), "--env-file", path(".env")));
    all.addAll(List.of("--state-dir", path("state")));
    return all.toArray(String[]::new);
  }

  SetupSite write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a file; empty for none. */
  String text(String name) {
    try {
      Path file = folder.resolve(name);
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Object config() {
    return PlainJson.read(text("config.json"));
  }

  Map<String, String> dotEnv() {
    return PlainDotEnv.read(text(".env"));
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }
}
