package com.hypermindlabs.understudy.assistant.lines;

import org.jspecify.annotations.Nullable;

/** One line out, one line in. */
public interface Dialogue {
  /** Says a line. */
  void say(String line);

  /** Asks for a line; null when there will be no more. */
  @Nullable String ask(String prompt);

  /** Asks for a line that a terminal does not show; null when there will be no more. */
  @Nullable String askSecretly(String prompt);
}
