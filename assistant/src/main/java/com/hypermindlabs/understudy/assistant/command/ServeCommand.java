package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.knowledge.MeaningsInBackground;
import com.hypermindlabs.understudy.assistant.serve.Backstage;
import com.hypermindlabs.understudy.assistant.serve.InterfaceBoard;
import com.hypermindlabs.understudy.assistant.serve.Served;
import com.hypermindlabs.understudy.assistant.serve.Serving;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the interfaces that people reach the assistant through, until a signal ends it. */
@Command(
    name = "serve",
    description = {
      "Run the web page, Telegram and X, those that are configured, until Ctrl-C or SIGTERM.",
      "One that fails leaves the others running."
    })
final class ServeCommand implements Callable<Integer> {
  private static final Duration DRAIN = Duration.ofMillis(1500);
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final Invocation invocation;

  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "Run these alone: web, telegram, x; several with commas.")
  private Set<String> only = new LinkedHashSet<>();

  ServeCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws InterruptedException {
    requireKnown();
    ProgramSettings settings = invocation.settings();
    try (Understudy understudy = invocation.start(settings);
        InterfaceBoard board = new InterfaceBoard(settings.library().stateDirectory());
        Assembly assembly = Assembly.of(settings, understudy);
        MeaningsInBackground meanings = assembly.meanings()) {
      meanings.start();
      Backstage backstage =
          new Backstage(
              settings.assistant(), understudy, assembly.chat(), assembly.finder(), board);
      List<Served> all = Interfaces.all(backstage, settings.library());
      Serving serving = new Serving(chosen(all), board, DRAIN);
      invocation.closeAtSignal(() -> assembly.close(LAST_WORDS));
      invocation.closeAtSignal(serving);
      invocation.endAtSignal(ExitCode.GOOD);
      return serve(serving);
    }
  }

  /** Before the site is started, which takes a while. */
  private void requireKnown() {
    for (String name : only) {
      if (!Interfaces.NAMES.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "--only: there is no interface "
                + name
                + ", only "
                + String.join(", ", Interfaces.NAMES));
      }
    }
  }

  private List<Served> chosen(List<Served> all) {
    return all.stream().filter(each -> only.isEmpty() || only.contains(each.name())).toList();
  }

  private int serve(Serving serving) throws InterruptedException {
    Serving.Start start = serving.start(invocation::say);
    if (start == Serving.Start.SERVES) {
      // Only a signal ends it, and with it the process.
      new CountDownLatch(1).await();
    }
    serving.close();
    throw start == Serving.Start.NONE_CONFIGURED
        ? CommandException.usage(
            "serve: no interface is configured",
            "configure one with 'understudy setup', or see docs/settings.md")
        : new CommandException(
            "serve: no interface can run", "mend what is named above, then start again");
  }
}
