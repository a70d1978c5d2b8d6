package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.status.StatusReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Turns the site to its fallback because the operator says so. */
@Command(
    name = "failover",
    description = "Turn to the fallback, once running transactions have ended.")
final class FailoverCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Shown in status and logs.")
  private String reason = "asked for by the operator";

  FailoverCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    ProgramSettings settings = invocation.settings();
    refuse(settings.library());
    try (Understudy understudy = invocation.startToOrder(settings)) {
      StatusReport before = understudy.status();
      understudy.failOver(reason);
      new RouteChange(before, understudy.status(), "fallback").print(invocation);
      return ExitCode.GOOD;
    }
  }

  /** What is certain beforehand, so that nothing is started in vain. */
  private static void refuse(Settings settings) {
    if (settings.database() == null) {
      throw new CommandException(
          "fail over: no primary is configured, the site is local", "set database.host");
    }
    if (!settings.fallback().enabled()) {
      throw new CommandException(
          "fail over: the fallback is switched off", "set database_fallback.enabled to true");
    }
  }
}
