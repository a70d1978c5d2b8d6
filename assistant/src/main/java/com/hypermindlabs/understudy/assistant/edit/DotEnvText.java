package com.hypermindlabs.understudy.assistant.edit;

import java.util.List;
import java.util.Optional;

/**
 * The text of an .env file. An edit replaces one value or adds a line, and leaves every other
 * character as it is. Of a repeated name the last counts, as for the program's reader. Immutable;
 * holds secrets and shows none.
 */
public final class DotEnvText {
  private final String text;
  private final List<DotEnvScan.Assignment> assignments;

  private DotEnvText(String text) {
    this.text = text;
    this.assignments = DotEnvScan.of(text);
  }

  /**
   * Reads a text.
   *
   * @throws EditException when the program could not read it
   */
  public static DotEnvText of(String text) {
    return new DotEnvText(text);
  }

  /** All of it. */
  public String text() {
    return text;
  }

  /** Whether it sets a variable to something else than the empty text. */
  public boolean sets(String name) {
    return !value(name).isEmpty();
  }

  /** A variable's value; empty when it is not set. */
  public String value(String name) {
    return last(name).map(DotEnvScan.Assignment::value).orElse("");
  }

  /** The same text with one variable's value replaced, or a line added; empty for not set. */
  public DotEnvText with(String name, String value) {
    return new DotEnvText(
        last(name)
            .map(
                found ->
                    text.substring(0, found.start())
                        + DotEnvLiteral.of(value, found.quote())
                        + text.substring(found.end()))
            .orElseGet(() -> appended(name + "=" + DotEnvLiteral.of(value, DotEnvLiteral.BARE))));
  }

  private Optional<DotEnvScan.Assignment> last(String name) {
    return assignments.stream()
        .filter(one -> one.name().equals(name))
        .reduce((earlier, later) -> later);
  }

  /** A file without a line end at its end stays one. */
  private String appended(String line) {
    boolean exported = !assignments.isEmpty() && assignments.get(assignments.size() - 1).exported();
    String added = (exported ? "export " : "") + line;
    String end = LineEnd.of(text);
    boolean ended = text.isEmpty() || LineEnd.any(text.substring(text.length() - 1));
    return ended ? text + added + end : text + end + added;
  }

  /** Nothing of the text: it may be a secret. */
  @Override
  public String toString() {
    return "DotEnvText";
  }
}
