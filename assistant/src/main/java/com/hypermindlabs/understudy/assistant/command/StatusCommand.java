package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.serve.InterfaceFiles;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusJson;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.status.StatusText;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows how the site stands, without taking part in it. */
@Command(
    name = "status",
    description = "Show mode, route and both servers. Ends with 3 when degraded, 4 in an outage.")
final class StatusCommand implements Callable<Integer> {
  private static final double SHORTEST = 0.1;
  private static final double MILLIS = 1000;

  private final Invocation invocation;

  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "2",
      paramLabel = "SECONDS",
      description = "Show it again and again, every 2 seconds unless given, until Ctrl-C.")
  private @Nullable Double watch;

  @Spec private CommandSpec spec;

  StatusCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = invocation.settings().library();
    if (watch != null) {
      return watch(settings, watch);
    }
    StatusReport report = observe(settings);
    show(report);
    return ExitCode.of(report.mode());
  }

  private int watch(Settings settings, double seconds) throws InterruptedException {
    if (!(seconds >= SHORTEST && seconds <= Integer.MAX_VALUE)) {
      throw new ParameterException(
          spec.commandLine(), "--watch: at least " + SHORTEST + " seconds");
    }
    Redrawing screen = new Redrawing(invocation);
    StatusReport report;
    do {
      report = observe(settings);
      screen.begin();
      show(report);
      screen.end();
      Thread.sleep((long) (seconds * MILLIS));
      // A reader that has gone away, as head does, is told by nothing else.
    } while (!invocation.console().out().checkError());
    return ExitCode.of(report.mode());
  }

  /** The processes that serve say themselves how their interfaces stand. */
  private static StatusReport observe(Settings settings) {
    return Understudy.observe(settings)
        .withInterfaces(new InterfaceFiles(settings.stateDirectory()).read());
  }

  private void show(StatusReport report) {
    invocation.result(() -> StatusJson.tree(report), () -> table(report));
  }

  private String table(StatusReport report) {
    String mode = report.mode().json();
    String painted = colour(report.mode()).paint(mode, invocation.colours());
    return StatusText.table(report, Instant.now()).replaceFirst("\\b" + mode + "\\b", painted);
  }

  private static Colour colour(Mode mode) {
    return switch (mode) {
      case NORMAL, LOCAL -> Colour.GREEN;
      case DEGRADED, RETURNING -> Colour.YELLOW;
      case OUTAGE -> Colour.RED;
    };
  }
}
