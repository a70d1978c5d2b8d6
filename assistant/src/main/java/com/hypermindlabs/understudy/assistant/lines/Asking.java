package com.hypermindlabs.understudy.assistant.lines;

import com.hypermindlabs.understudy.assistant.setup.LiveCheck;
import com.hypermindlabs.understudy.assistant.setup.ModelEndpoint;
import com.hypermindlabs.understudy.assistant.setup.Page;
import com.hypermindlabs.understudy.assistant.setup.Question;
import com.hypermindlabs.understudy.assistant.setup.Section;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import com.hypermindlabs.understudy.assistant.setup.SetupWork;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the questions of one page, and looks at what was answered. */
final class Asking {
  private static final String LEAVE = ".";
  private static final String BACK = "<";
  private static final String NONE = "-";

  private static final Map<String, String> FLAGS = Map.of("y", "true", "n", "false");

  private final Dialogue dialogue;
  private final SetupSession session;
  private final SetupWork work;

  Asking(Dialogue dialogue, SetupSession session, SetupWork work) {
    this.dialogue = dialogue;
    this.session = session;
    this.work = work;
  }

  /** Asks until the page is complete, looked at and found good, or the person goes elsewhere. */
  Reply page(Page page) {
    tellEndpoints(page);
    while (true) {
      Reply reply = all(page, false);
      if (reply == Reply.ON && hasAdvanced(page)) {
        @Nullable Boolean advanced = yes("Advanced settings of this page?", false);
        reply = advanced == null ? Reply.LEAVE : advanced ? all(page, true) : Reply.ON;
      }
      if (reply != Reply.ON) {
        return reply;
      }
      List<Question> missing = session.missing(page);
      missing.forEach(question -> dialogue.say("  still needed: " + question.label()));
      @Nullable Boolean good = missing.isEmpty() ? look(page) : Boolean.FALSE;
      if (good == null) {
        return Reply.LEAVE;
      }
      if (good) {
        return Reply.ON;
      }
    }
  }

  private void tellEndpoints(Page page) {
    if (page.section() == Section.INFERENCE) {
      dialogue.say(
          "Now, by: what setup is given, inference.<capability>.url, OLLAMA_HOST, default:");
      for (ModelEndpoint one : session.endpoints()) {
        dialogue.say("  " + one.capability().key() + ": " + one.url() + " (" + one.origin() + ")");
      }
    }
  }

  private boolean hasAdvanced(Page page) {
    return session.questions(page, true).size() > session.questions(page, false).size();
  }

  /** Asks each question once; an answer may bring up further ones. */
  private Reply all(Page page, boolean advanced) {
    Set<String> done = new HashSet<>();
    while (true) {
      Optional<Question> next =
          session.questions(page, advanced).stream()
              .filter(question -> question.advanced() == advanced)
              .filter(question -> !done.contains(question.id()))
              .findFirst();
      if (next.isEmpty()) {
        return Reply.ON;
      }
      Reply reply = one(next.get());
      if (reply != Reply.ON) {
        return reply;
      }
      done.add(next.get().id());
    }
  }

  private Reply one(Question question) {
    String suggested = String.join(", ", session.suggestions(question));
    dialogue.say(question.help() + (suggested.isEmpty() ? "" : " There is: " + suggested));
    if (!question.choices().isEmpty()) {
      dialogue.say("One of " + String.join(", ", question.choices()) + ".");
    }
    while (true) {
      String prompt = question.label() + " [" + shown(question) + "]: ";
      @Nullable String said =
          question.secret() ? dialogue.askSecretly(prompt) : dialogue.ask(prompt);
      if (said == null || said.strip().equals(LEAVE)) {
        return Reply.LEAVE;
      }
      if (said.strip().equals(BACK)) {
        return Reply.BACK;
      }
      if (taken(question, said)) {
        return Reply.ON;
      }
    }
  }

  private boolean taken(Question question, String said) {
    if (said.isBlank()) {
      return true;
    }
    if (said.strip().equals(NONE) && !question.secret()) {
      session.answer(question, "");
      return true;
    }
    String text = question.secret() ? said : said.strip();
    if (question.kind() == Question.Kind.FLAG) {
      text = FLAGS.getOrDefault(text.toLowerCase(Locale.ROOT), text);
    }
    Optional<String> problem = question.problem(text);
    problem.ifPresent(what -> dialogue.say("  " + question.label() + ": " + what));
    if (problem.isEmpty()) {
      session.answer(question, text);
    }
    return problem.isEmpty();
  }

  private String shown(Question question) {
    if (question.secret()) {
      return session.set(question) ? "set" : "not set";
    }
    String value = session.value(question);
    return question.kind() == Question.Kind.FLAG ? (value.equals("true") ? "yes" : "no") : value;
  }

  /** Runs the checks of a page. True to go on, false to ask again, null to leave. */
  private @Nullable Boolean look(Page page) {
    for (LiveCheck check : work.checks(page)) {
      dialogue.say("looking at the " + check.name() + " ...");
      LiveCheck.Result result = TimedCheck.run(check, session.answers());
      session.suggest(result);
      result
          .remarks()
          .forEach(
              remark -> {
                dialogue.say("  " + remark.severity().json() + ": " + remark.message());
                if (!remark.hint().isEmpty()) {
                  dialogue.say("    remedy: " + remark.hint());
                }
              });
      if (!result.passed()) {
        @Nullable Boolean anyway = yes("Continue anyway?", false);
        if (anyway == null || !anyway) {
          return anyway;
        }
      }
    }
    return true;
  }

  /** A question of yes or no: null when the person leaves. */
  @Nullable Boolean yes(String question, boolean otherwise) {
    while (true) {
      @Nullable String said = dialogue.ask(question + (otherwise ? " [yes]: " : " [no]: "));
      if (said == null || said.strip().equals(LEAVE)) {
        return null;
      }
      switch (said.strip().toLowerCase(Locale.ROOT)) {
        case "" -> {
          return otherwise;
        }
        case "y", "yes", "true" -> {
          return true;
        }
        case "n", "no", "false" -> {
          return false;
        }
        default -> dialogue.say("  say yes or no");
      }
    }
  }

  /** Yes goes on, no goes back. */
  Reply confirm(String question) {
    @Nullable Boolean said = yes(question, true);
    return said == null ? Reply.LEAVE : said ? Reply.ON : Reply.BACK;
  }
}
