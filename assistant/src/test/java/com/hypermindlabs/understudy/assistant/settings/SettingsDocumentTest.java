package com.hypermindlabs.understudy.assistant.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.LibraryKeys;
import com.hypermindlabs.understudy.config.SettingKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/settings.md names every key as the registry has it. */
class SettingsDocumentTest {
  private static final String START = "<!-- keys -->\n";
  private static final String END = "<!-- /keys -->";

  @Test
  void theDocumentEqualsTheRegistry() throws Exception {
    Path document = Repository.file("docs/settings.md");
    String text = Files.readString(document);
    int start = text.indexOf(START) + START.length();
    int end = text.indexOf(END);
    String tables =
        table("The library", LibraryKeys.all()) + table("The assistant", AssistantKeys.all());
    if (Boolean.getBoolean("settings.document.write")) {
      Files.writeString(document, text.substring(0, start) + tables + text.substring(end));
      return;
    }
    assertThat(text.substring(start, end)).isEqualTo(tables);
  }

  private static String table(String title, List<SettingKey<?>> keys) {
    StringBuilder table = new StringBuilder("\n### " + title + "\n\n");
    table.append(
        "| key | variable | type | default | meaning |\n| --- | --- | --- | --- | --- |\n");
    for (SettingKey<?> key : keys) {
      table
          .append("| ")
          .append(code(key.inConfig() ? key.name() : ""))
          .append(" | ")
          .append(variables(key))
          .append(" | ")
          .append(key.type().name())
          .append(" | ")
          .append(code(key.shownFallback()))
          .append(" | ")
          .append(key.meaning())
          .append(" |\n");
    }
    return table.append("\n").toString();
  }

  private static String variables(SettingKey<?> key) {
    if (key.variable() == null) {
      return "";
    }
    String file = key.secret() ? ", " + code(key.variable() + SettingKey.FILE_SUFFIX) : "";
    return code(key.variable()) + file;
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }
}
