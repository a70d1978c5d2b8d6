package com.hypermindlabs.understudy.assistant.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.settings.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** docs/setup.md names every question with its option and its variable. */
class SetupDocumentTest {
  private static final String START = "<!-- questions -->\n";
  private static final String END = "<!-- /questions -->";

  @Test
  void theDocumentEqualsTheQuestions() throws Exception {
    Path document = Repository.file("docs/setup.md");
    String text = Files.readString(document);
    int start = text.indexOf(START) + START.length();
    int end = text.indexOf(END);
    if (Boolean.getBoolean("setup.document.write")) {
      Files.writeString(document, text.substring(0, start) + table() + text.substring(end));
      return;
    }
    assertThat(text.substring(start, end)).isEqualTo(table());
  }

  private static String table() {
    StringBuilder table = new StringBuilder("\n");
    table.append("| part | question | option | variable | kind |\n");
    table.append("| --- | --- | --- | --- | --- |\n");
    for (Question question : Catalogue.fixed()) {
      String kind = question.kind().name().toLowerCase(Locale.ROOT);
      table.append(
          "| %s | %s | `%s` | `%s` | %s%s%s |\n"
              .formatted(
                  question.section().word(),
                  question.label(),
                  question.option(),
                  question.variable(),
                  question.kind() == Question.Kind.FLAG ? "true or false" : kind,
                  question.required() ? ", needed" : "",
                  question.advanced() ? ", advanced" : ""));
    }
    return table.append("\n").toString();
  }
}
