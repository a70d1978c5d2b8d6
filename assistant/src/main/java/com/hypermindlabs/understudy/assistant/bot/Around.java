package com.hypermindlabs.understudy.assistant.bot;

import com.hypermindlabs.understudy.assistant.chat.ChatService;
import com.hypermindlabs.understudy.assistant.serve.Backstage;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.status.Event;
import com.hypermindlabs.understudy.status.StatusReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * What an account at a service works with. Immutable.
 *
 * @param source the database that the route leads to
 * @param chat who answers
 * @param search what is known
 * @param site how the site stands
 * @param stateDirectory where the site keeps what is to outlive an outage of both servers
 */
public record Around(
    DataSource source, ChatService chat, Search search, Site site, Path stateDirectory) {
  /** What {@code serve} gives to every interface, as an account at a service uses it. */
  public static Around of(Backstage backstage, Path stateDirectory) {
    return new Around(
        backstage.source(),
        backstage.chat(),
        (question, roles, limit) -> backstage.finder().find(question, roles, Set.of(), limit),
        new Site() {
          @Override
          public StatusReport status() {
            return backstage.status();
          }

          @Override
          public void onEvent(Consumer<Event> listener) {
            backstage.understudy().onEvent(listener);
          }
        },
        stateDirectory);
  }

  /** Finds passages. */
  public interface Search {
    /**
     * The passages that answer a question best, best first, of those that somebody with these roles
     * may read.
     */
    List<FoundPassage> find(String question, Set<String> roles, int limit);
  }

  /** The site as it tells of itself. */
  public interface Site {
    /** How it stands now. */
    StatusReport status();

    /** Hears of events from now on. */
    void onEvent(Consumer<Event> listener);
  }
}
