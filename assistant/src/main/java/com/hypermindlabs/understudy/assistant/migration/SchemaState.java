package com.hypermindlabs.understudy.assistant.migration;

import java.util.List;

/**
 * How far the schema of one server is. Immutable.
 *
 * @param steps every migration that the server or this program knows, oldest first
 * @param problems where the server's history contradicts this program's, as a step that was changed
 *     after it was applied; empty when it does not
 */
public record SchemaState(List<Step> steps, List<String> problems) {
  /** Copies the lists. */
  public SchemaState {
    steps = List.copyOf(steps);
    problems = List.copyOf(problems);
  }

  /**
   * One migration.
   *
   * @param version its number
   * @param description what it makes
   * @param applied whether the server has it
   */
  public record Step(String version, String description, boolean applied) {}

  /** The steps that the server lacks. */
  public List<Step> pending() {
    return steps.stream().filter(step -> !step.applied()).toList();
  }

  /** Whether nothing is pending and nothing contradicts. */
  public boolean upToDate() {
    return problems.isEmpty() && pending().isEmpty();
  }
}
