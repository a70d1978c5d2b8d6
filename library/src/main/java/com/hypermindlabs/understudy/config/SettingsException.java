package com.hypermindlabs.understudy.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used; tells every reason at once, one a line, and no secret. */
public final class SettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<SettingsProblem> problems;

  /**
   * @param problems at least one
   */
  public SettingsException(List<SettingsProblem> problems) {
    super(text(problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order in which it was found. */
  public List<SettingsProblem> problems() {
    return problems;
  }

  private static String text(List<SettingsProblem> problems) {
    return problems.stream()
        .map(SettingsProblem::toString)
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
