package com.hypermindlabs.understudy.assistant.serve;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.chat.ChatService;
import com.hypermindlabs.understudy.assistant.knowledge.Finder;
import com.hypermindlabs.understudy.assistant.settings.AssistantSettings;
import com.hypermindlabs.understudy.status.StatusReport;
import javax.sql.DataSource;

/**
 * What every interface is given. Immutable.
 *
 * @param settings the assistant's
 * @param understudy the site: events, operator's orders
 * @param chat takes messages and answers
 * @param finder searches the knowledge
 * @param board where interfaces tell how they stand
 */
public record Backstage(
    AssistantSettings settings,
    Understudy understudy,
    ChatService chat,
    Finder finder,
    InterfaceBoard board) {
  /** For the stores. */
  public DataSource source() {
    return understudy.dataSource();
  }

  /** How the site stands, its interfaces included: what every interface shows. */
  public StatusReport status() {
    return understudy.status().withInterfaces(board.states());
  }

  /** Where an interface tells that it works, or that it does not. */
  public Failures failures(String name) {
    return board.failures(name);
  }
}
