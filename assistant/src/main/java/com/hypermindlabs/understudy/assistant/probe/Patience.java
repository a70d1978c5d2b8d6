package com.hypermindlabs.understudy.assistant.probe;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import java.time.Duration;

/** How long a look waits for one answer of a server. */
final class Patience {
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private Patience() {}

  /** Connections for questions about a server that has answered already. */
  static ConnectionFactory factory() {
    return new ConnectionFactory(
        "understudy/look", new ConnectionFactory.Timeouts(ANSWER, ANSWER, ANSWER));
  }
}
