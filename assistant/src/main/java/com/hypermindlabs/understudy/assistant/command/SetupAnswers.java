package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.setup.Catalogue;
import com.hypermindlabs.understudy.assistant.setup.Question;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import com.hypermindlabs.understudy.config.SettingKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are given with the command: by option, by variable, by a file that a variable names,
 * and secrets by standard input, a line each in the order of their options.
 */
final class SetupAnswers {
  /** What setup's own variables begin with. */
  static final String OWN = "UNDERSTUDY_SETUP_";

  private static final String ENDPOINT = "OLLAMA_HOST";

  private final Map<String, String> options;
  private final List<String> secretOptions;
  private final Map<String, String> environment;
  private final List<String> wrong = new ArrayList<>();

  /**
   * Looks at nothing yet.
   *
   * @param options by name, with their values
   * @param secretOptions those that read a line of standard input, in their order
   */
  SetupAnswers(
      Map<String, String> options, List<String> secretOptions, Map<String, String> environment) {
    this.options = options;
    this.secretOptions = secretOptions;
    this.environment = environment;
  }

  /**
   * Gives a run all answers there are.
   *
   * @param everything whether the variables of the settings count as answers, as in an unattended
   *     run; setup's own always do
   * @return what is wrong with them, a line each
   */
  List<String> giveTo(SetupSession session, boolean everything, BufferedReader in) {
    Map<String, String> read = read(in);
    Catalogue.fixed().forEach(question -> bringUp(session, question, everything));
    // Names bring up their keys.
    int known = -1;
    while (known != session.questions().size()) {
      known = session.questions().size();
      wrong.clear();
      for (Question question : session.questions()) {
        give(session, question, read, everything);
      }
    }
    Set<String> asked =
        session.questions().stream().map(Question::option).collect(Collectors.toSet());
    Stream.concat(options.keySet().stream(), secretOptions.stream())
        .filter(option -> !asked.contains(option))
        .forEach(option -> wrong.add(option + " answers nothing that this run asks"));
    return List.copyOf(wrong);
  }

  /** An answer to a question that only yes to another one brings up says yes to that as well. */
  private void bringUp(SetupSession session, Question question, boolean everything) {
    Question.When when = question.when();
    boolean told =
        options.containsKey(question.option())
            || secretOptions.contains(question.option())
            || (counts(session, question, everything) && set(question.variable()));
    if (when == null || !told) {
      return;
    }
    Catalogue.fixed().stream()
        .filter(other -> other.id().equals(when.id()) && other.key() == null)
        .forEach(other -> session.insist(other, when.value()));
  }

  private boolean set(String variable) {
    return !environment.getOrDefault(variable, "").isEmpty()
        || !environment.getOrDefault(variable + SettingKey.FILE_SUFFIX, "").isEmpty();
  }

  private Map<String, String> read(BufferedReader in) {
    Map<String, String> lines = new HashMap<>();
    for (String option : secretOptions) {
      try {
        @Nullable String line = in.readLine();
        lines.put(option, line == null ? "" : line);
      } catch (IOException e) {
        throw CommandException.usage(
            option + ": standard input cannot be read: " + e.getMessage(), "send a line by a pipe");
      }
    }
    return lines;
  }

  private void give(
      SetupSession session, Question question, Map<String, String> lines, boolean everything) {
    String option = question.option();
    String text;
    String from;
    if (lines.containsKey(option)) {
      text = lines.getOrDefault(option, "");
      from = option;
      if (text.isEmpty()) {
        wrong.add(option + ": standard input holds no line for it");
        return;
      }
    } else if (options.containsKey(option)) {
      text = options.getOrDefault(option, "");
      from = option;
    } else {
      from = question.variable();
      text = counts(session, question, everything) ? ofVariable(from) : "";
      if (text.isEmpty()) {
        return;
      }
    }
    Optional<String> problem = question.problem(text);
    problem.ifPresent(what -> wrong.add(from + " " + what + given(question, text)));
    if (problem.isEmpty()) {
      session.insist(question, text);
    }
  }

  private static String given(Question question, String text) {
    String shown = question.masked(text);
    return shown.isEmpty() ? "" : " (given: " + shown + ")";
  }

  /** The endpoint of the models is not changed by a variable that merely happens to be there. */
  private static boolean counts(SetupSession session, Question question, boolean everything) {
    String variable = question.variable();
    if (variable.startsWith(OWN)) {
      return true;
    }
    return everything && !(variable.equals(ENDPOINT) && session.existing().namesEndpoint());
  }

  private String ofVariable(String variable) {
    String value = environment.getOrDefault(variable, "");
    String file = environment.getOrDefault(variable + SettingKey.FILE_SUFFIX, "");
    if (value.isEmpty() == file.isEmpty()) {
      if (!value.isEmpty()) {
        wrong.add(variable + " is set, and so is " + variable + SettingKey.FILE_SUFFIX);
      }
      return "";
    }
    return value.isEmpty() ? ofFile(variable + SettingKey.FILE_SUFFIX, file) : value;
  }

  private String ofFile(String variable, String file) {
    try {
      String text = Files.readString(Path.of(file), StandardCharsets.UTF_8);
      return text.replaceFirst("\\r?\\n\\z", "");
    } catch (IOException | InvalidPathException e) {
      // Not the name: it may be the secret itself, in the wrong variable.
      wrong.add(variable + " names a file that cannot be read");
      return "";
    }
  }
}
