package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.SetAside;
import com.hypermindlabs.understudy.status.StatusReport;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes the site back to its primary. */
@Command(name = "return", description = "Hand back what the fallback has, return to the primary.")
final class ReturnCommand implements Callable<Integer> {
  private static final String ORDERED = "ordered by the operator";

  private final Invocation invocation;

  @Option(
      names = "--confirm-primary",
      description =
          "Even though the primary has lost commits or is another database; also for what was set"
              + " aside.")
  private boolean confirmed;

  @Option(
      names = "--set-fallback-aside",
      description =
          "Go to the primary although the fallback cannot be read and may hold writes: they are"
              + " merged when it can be read again.")
  private boolean setAside;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Shown in status and logs.")
  private @Nullable String reason;

  ReturnCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    ProgramSettings settings = invocation.settings();
    // A start would turn to the fallback where the primary fails: the opposite of what is asked.
    StatusReport before = Understudy.observe(settings.library());
    if (before.mode() == Mode.NORMAL && !(confirmed && aside(settings.library()))) {
      new RouteChange(before, before, "primary").print(invocation);
      return ExitCode.GOOD;
    }
    if (setAside) {
      Understudy.setFallbackAside(
          settings.library(), or("the operator ordered the primary without the fallback"));
      new RouteChange(before, Understudy.observe(settings.library()), "primary").print(invocation);
      return ExitCode.GOOD;
    }
    refuse(settings.library(), before);
    try (Understudy understudy = invocation.startToOrder(settings)) {
      if (confirmed) {
        understudy.returnToConfirmedPrimary(or(ORDERED));
      } else {
        understudy.returnToPrimary(or(ORDERED));
      }
      new RouteChange(before, understudy.status(), "primary").print(invocation);
      return ExitCode.GOOD;
    }
  }

  /** On the primary already, and what was set aside may wait for the confirmation. */
  private static boolean aside(Settings settings) {
    return SetAside.in(settings.stateDirectory()).pending();
  }

  private String or(String without) {
    return reason == null ? without : reason;
  }

  private static void refuse(Settings settings, StatusReport report) {
    if (settings.database() == null) {
      throw new CommandException(
          "return to the primary: none is configured, the site is local", "set database.host");
    }
    @Nullable Problem problem = report.primary().problem();
    if (problem != null) {
      throw new CommandException(
          "return to the primary: it does not serve: " + problem.message(), problem.hint());
    }
    if (report.mode() == Mode.OUTAGE) {
      throw new CommandException(
          "return to the primary: " + report.route().reason(), "see 'understudy doctor'");
    }
  }
}
