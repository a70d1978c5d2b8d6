package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.knowledge.Import;
import java.util.Locale;

/** What became of an imported file, in JSON and in words. */
final class OutcomeText {
  /** Where knowledge belongs that nobody sorted. */
  static final String DOMAIN = "general";

  private OutcomeText() {}

  static ObjectNode json(Import.Outcome outcome) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("source", outcome.source())
        .put("state", state(outcome))
        .put("passages", outcome.passages())
        .put("problem", outcome.problem());
  }

  /** One line without its end. */
  static String text(Import.Outcome outcome) {
    return state(outcome)
        + "  "
        + outcome.source()
        + (outcome.problem() == null
            ? "  (" + outcome.passages() + " passages)"
            : ": " + outcome.problem());
  }

  private static String state(Import.Outcome outcome) {
    return outcome.state().name().toLowerCase(Locale.ROOT);
  }
}
