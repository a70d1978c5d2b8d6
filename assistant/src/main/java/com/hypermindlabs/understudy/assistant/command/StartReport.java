package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.status.StatusText;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells where the route leads when a process of the site has started: people by a table on standard
 * error, the log by one line that names the selected endpoint and the reason.
 */
final class StartReport {
  private static final Logger LOG = LoggerFactory.getLogger(StartReport.class);

  private final Invocation invocation;

  StartReport(Invocation invocation) {
    this.invocation = invocation;
  }

  void tell(StatusReport report) {
    LOG.info("{}", StatusText.logLine(report));
    if (!invocation.json()) {
      invocation.console().err().print(StatusText.table(report, Instant.now()));
      invocation.console().err().flush();
    }
  }
}
