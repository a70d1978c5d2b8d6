package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.demo.Demo;
import com.hypermindlabs.understudy.assistant.demo.DemoOptions;
import com.hypermindlabs.understudy.assistant.demo.DemoReport;
import com.hypermindlabs.understudy.assistant.demo.DemoResult;
import com.hypermindlabs.understudy.assistant.demo.Held;
import com.hypermindlabs.understudy.assistant.demo.LiveScreen;
import com.hypermindlabs.understudy.assistant.demo.PlainScreen;
import com.hypermindlabs.understudy.assistant.demo.Script;
import com.hypermindlabs.understudy.assistant.demo.Style;
import com.hypermindlabs.understudy.config.ProvisionMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows on two throw-away servers what the program does. Reads no settings. */
@Command(
    name = "demo",
    description =
        "Two throw-away servers, live traffic, SIGKILL of the primary, and the proof that nothing"
            + " acknowledged was lost. Needs no settings and leaves nothing behind.")
final class DemoCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = "--hold",
      description = "Keep both servers up, with the web page, until Enter or Ctrl-C.")
  private boolean hold;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "Which PostgreSQL: auto, installed or embedded; auto unless given.")
  private ProvisionMode mode = ProvisionMode.AUTO;

  DemoCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Exception {
    if (mode == ProvisionMode.EXISTING || mode == ProvisionMode.DOCKER) {
      throw CommandException.usage(
          "demo: both servers are of its own making", "use --mode auto, installed or embedded");
    }
    if (invocation.verbose()) {
      return play();
    }
    try (QuietLogs quiet = new QuietLogs()) {
      return play();
    }
  }

  private int play() throws Exception {
    DemoResult result;
    if (invocation.json() || !live()) {
      Script script =
          invocation.json() ? Script.SILENT : new PlainScreen(invocation.console().out());
      result = new Demo(options(() -> {}), script).play();
    } else {
      try (LiveScreen screen = new LiveScreen(invocation.console().out(), style()).open()) {
        result = new Demo(options(screen::close), screen).play();
      }
    }
    return result.good() ? ExitCode.GOOD : ExitCode.FAILED;
  }

  private DemoOptions options(Runnable atEnd) {
    return DemoOptions.defaults().mode(mode).hold(held -> end(held, atEnd));
  }

  /** The result is told while the servers are still up: taking them down is not part of it. */
  private void end(Held held, Runnable atEnd) throws Exception {
    atEnd.run();
    DemoResult result = held.result();
    invocation.result(result::json, () -> DemoReport.text(result, style()));
    if (hold) {
      hold(held);
    }
  }

  /** Said with {@code --json} too: nobody could find the page otherwise. */
  private void hold(Held held) throws IOException, InterruptedException {
    Path settings = held.writeSettings();
    PrintWriter err = invocation.console().err();
    try (DemoWeb web = DemoWeb.open(held, settings)) {
      err.println();
      err.println("Both servers stay up until Enter or Ctrl-C. Meanwhile:");
      web.lines().forEach(err::println);
      err.println(
          "  ./understudy status --config " + settings + " --state-dir " + held.stateDirectory());
      err.flush();
      if (System.in.read() < 0) {
        new CountDownLatch(1).await(); // nobody can press Enter: until a signal
      }
    }
  }

  private Style style() {
    return Style.of(invocation.colours(), invocation.console().environment());
  }

  private boolean live() {
    return !invocation.verbose() && TerminalSize.fits(invocation.console(), 80, 24);
  }
}
