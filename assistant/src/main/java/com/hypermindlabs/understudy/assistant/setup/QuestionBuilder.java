package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.config.SettingKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts a question together; what is not said follows from its setting. */
final class QuestionBuilder {
  /** What setup's own variables begin with. */
  static final String PREFIX = "UNDERSTUDY_SETUP_";

  private final String id;
  private final Section section;
  private final Question.Kind kind;
  private final String label;
  private final String help;
  private List<String> choices = List.of();
  private boolean advanced;
  private boolean required;
  private Question.@Nullable When when;
  private @Nullable SettingKey<?> key;
  private @Nullable String variable;
  private Function<String, Optional<String>> type = text -> Optional.empty();

  private QuestionBuilder(
      String id, Section section, Question.Kind kind, String label, String help) {
    this.id = id;
    this.section = section;
    this.kind = kind;
    this.label = label;
    this.help = help;
  }

  /** A question whose answer becomes the setting of its name. */
  static QuestionBuilder setting(
      String name, Section section, Question.Kind kind, String label, String help) {
    QuestionBuilder builder = new QuestionBuilder(name, section, kind, label, help);
    return builder.key(Registry.key(name));
  }

  /** A question whose answer is no single setting. */
  static QuestionBuilder apart(
      String id, Section section, Question.Kind kind, String label, String help) {
    return new QuestionBuilder(id, section, kind, label, help);
  }

  /** The setting that the answer becomes. */
  QuestionBuilder key(SettingKey<?> setting) {
    key = setting;
    variable = setting.variable();
    type = text -> Registry.problem(setting, text);
    return this;
  }

  QuestionBuilder choices(String... words) {
    choices = List.of(words);
    return this;
  }

  QuestionBuilder advanced() {
    advanced = true;
    return this;
  }

  QuestionBuilder required() {
    required = true;
    return this;
  }

  QuestionBuilder when(String other, String value) {
    when = new Question.When(other, value);
    return this;
  }

  QuestionBuilder type(Function<String, Optional<String>> problem) {
    type = problem;
    return this;
  }

  /** For a question that no option answers; the name is that of the variable. */
  Question variable(String name) {
    variable = PREFIX + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    return built("");
  }

  /** The name of the option without its dashes; a secret's gets {@code -stdin}. */
  Question option(String name) {
    String own = PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    variable = variable == null ? own : variable;
    return built("--" + name + (kind == Question.Kind.SECRET ? "-stdin" : ""));
  }

  private Question built(String option) {
    return new Question(
        id,
        section,
        kind,
        label,
        help,
        choices,
        advanced,
        required,
        when,
        option,
        variable == null ? "" : variable,
        key,
        type);
  }
}
