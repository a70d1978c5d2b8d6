package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.config.Masked;
import com.hypermindlabs.understudy.config.SettingKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing that setup asks for. Immutable.
 *
 * @param id stable name; that of the setting where there is one, as {@code database.host}
 * @param section where it is asked
 * @param kind what an answer looks like
 * @param label a few words, as {@code Host}
 * @param help one sentence
 * @param choices the words of a {@link Kind#CHOICE}; empty for every other kind
 * @param advanced whether it stays hidden until asked for
 * @param required whether an answer or a present value is needed where the question is asked
 * @param when what another answer has to be for this one to be asked; null for always
 * @param option of the unattended run, as {@code --database-host}; a secret's takes no value and
 *     reads a line of standard input; empty for none
 * @param variable of the unattended run, as {@code POSTGRES_HOST}; with {@code _FILE} at its end it
 *     names a file that holds the answer
 * @param key the setting that the answer becomes; null where it becomes none, or several
 * @param type says what is wrong with a text; never holds it
 */
public record Question(
    String id,
    Section section,
    Kind kind,
    String label,
    String help,
    List<String> choices,
    boolean advanced,
    boolean required,
    @Nullable When when,
    String option,
    String variable,
    @Nullable SettingKey<?> key,
    Function<String, Optional<String>> type) {
  /** What an answer looks like. All are texts to the model. */
  public enum Kind {
    /** A line of text. */
    TEXT,
    /** A whole number. */
    NUMBER,
    /** One of some words. */
    CHOICE,
    /** {@code true} or {@code false}. */
    FLAG,
    /** A password, token or key; never shown, blank keeps what is there. */
    SECRET,
    /** Texts, separated by commas. */
    LIST
  }

  /**
   * A condition on another answer.
   *
   * @param id of the other question
   * @param value that it has to have
   */
  public record When(String id, String value) {}

  /** Copies the list. */
  public Question {
    choices = List.copyOf(choices);
  }

  /** Whether the answer must never be shown. */
  public boolean secret() {
    return kind == Kind.SECRET;
  }

  /**
   * What is wrong with a text, while it is typed as well as at the end; never repeats it. The empty
   * text is right: it stands for no answer.
   */
  public Optional<String> problem(String text) {
    return text.isEmpty() ? Optional.empty() : type.apply(text);
  }

  /** How a text that was given as the answer may be shown; empty for a secret's. */
  public String masked(String text) {
    if (secret()) {
      return "";
    }
    return key == null ? Masked.show(text) : key.type().masked(text);
  }

  /** How an unattended run is told the answer, in words. */
  public String howToAnswer() {
    return option.isEmpty() ? variable : option + " or " + variable;
  }
}
