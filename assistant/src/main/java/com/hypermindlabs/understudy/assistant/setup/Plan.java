package com.hypermindlabs.understudy.assistant.setup;

import com.hypermindlabs.understudy.assistant.edit.FileEdit;
import java.util.List;

/**
 * What setup is going to do to the files. Shows no secret. Immutable.
 *
 * @param changes key by key, in the order of the pages
 * @param warnings what the person should know, as a variable of the environment that goes before
 * @param problems why it cannot be carried out; empty when it can
 * @param files the edits, file by file
 */
public record Plan(
    List<Change> changes, List<String> warnings, List<String> problems, List<FileEdit> files) {
  /** Copies the lists. */
  public Plan {
    changes = List.copyOf(changes);
    warnings = List.copyOf(warnings);
    problems = List.copyOf(problems);
    files = List.copyOf(files);
  }

  /** Whether there is nothing to write. */
  public boolean empty() {
    return changes.isEmpty();
  }
}
