package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusReport;
import java.io.IOException;
import javax.sql.DataSource;

/** Runs what needs the assistant's tables, on whichever server the route leads to. */
final class OnRoute {
  private static final String LOOK = "see 'understudy status' and 'understudy doctor'";

  private OnRoute() {}

  /** Work on the stores. */
  interface Work {
    /** Does it, and prints its result. */
    int on(DataSource source) throws IOException;
  }

  /**
   * Starts a process of the site for the work.
   *
   * @return what the work answers
   * @throws CommandException when neither server serves
   */
  static int run(Invocation invocation, Work work) throws IOException {
    ProgramSettings settings = invocation.settings();
    try (Understudy understudy = invocation.start(settings)) {
      StatusReport status = understudy.status();
      if (status.mode() == Mode.OUTAGE) {
        throw new CommandException("neither server can serve: " + status.route().reason(), LOOK);
      }
      return work.on(understudy.dataSource());
    }
  }
}
