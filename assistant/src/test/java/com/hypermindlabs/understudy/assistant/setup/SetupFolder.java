package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.assistant.edit.FileEdit;
import com.hypermindlabs.understudy.assistant.edit.PlainDotEnv;
import com.hypermindlabs.understudy.assistant.edit.PlainJson;
import com.hypermindlabs.understudy.config.SettingsSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settings files for a test, and what a run of setup would make of them. */
final class SetupFolder {
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  SetupFolder(Path folder) {
    this.folder = folder;
  }

  SetupFolder config(String text) {
    return write("config.json", text);
  }

  SetupFolder dotEnv(String text) {
    return write(".env", text);
  }

  SetupFolder environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  private SetupFolder write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SetupSession session(Section... only) {
    SettingsSources sources =
        SettingsSources.of(folder.resolve("config.json"), folder.resolve(".env"))
            .withEnvironment(environment)
            .withStateDirectory(folder.resolve("state"));
    return new SetupSession(Existing.read(sources), Set.of(only));
  }

  /** One of the questions that a run asks. */
  static Question question(SetupSession session, String id) {
    return session.questions().stream()
        .filter(question -> question.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError(id + " is not asked"));
  }

  static SetupSession answer(SetupSession session, String id, String text) {
    session.answer(question(session, id), text);
    return session;
  }

  /** The text that a plan gives a file; as it is where the plan leaves it alone. */
  String after(Plan plan, String name) {
    List<String> texts =
        plan.files().stream()
            .filter(edit -> edit.file().path().endsWith(name))
            .map(FileEdit::text)
            .toList();
    return texts.isEmpty() ? before(name) : texts.get(0);
  }

  String before(String name) {
    try {
      Path file = folder.resolve(name);
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A value of config.json after a plan, by an independent reader; null for none. */
  Object config(Plan plan, String path) {
    String text = after(plan, "config.json");
    Object at = text.isEmpty() ? Map.of() : PlainJson.read(text);
    for (String name : path.split("\\.", -1)) {
      at = at instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return at;
  }

  /** A variable of .env after a plan, by an independent reader; null for none. */
  String variable(Plan plan, String name) {
    return PlainDotEnv.read(after(plan, ".env")).get(name);
  }
}
