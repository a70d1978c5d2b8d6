package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.lines.PlainFront;
import com.hypermindlabs.understudy.assistant.screen.ScreenFront;
import com.hypermindlabs.understudy.assistant.setup.Catalogue;
import com.hypermindlabs.understudy.assistant.setup.Existing;
import com.hypermindlabs.understudy.assistant.setup.Progress;
import com.hypermindlabs.understudy.assistant.setup.Question;
import com.hypermindlabs.understudy.assistant.setup.Section;
import com.hypermindlabs.understudy.assistant.setup.SetupFront;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks for the settings, writes them, and tries them. */
@Command(
    name = "setup",
    description = {
      "Ask for the settings page by page, write them, make the fallback and try everything.",
      "Every question has an option or a variable: docs/setup.md lists them."
    })
final class SetupCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Spec private CommandSpec spec;

  @Option(names = "--plain", description = "Ask line by line; also over a pipe.")
  private boolean plain;

  @Option(
      names = "--non-interactive",
      description = "Ask nothing: take all from options, variables and standard input.")
  private boolean unattended;

  @Option(
      names = "--section",
      split = ",",
      paramLabel = "NAME",
      description = "Edit this part alone: ${COMPLETION-CANDIDATES}; several with commas.")
  private Set<Section> sections = new LinkedHashSet<>();

  @Option(
      names = "--write-only",
      description = "With --non-interactive: write the settings, make and try nothing.")
  private boolean writeOnly;

  private SetupCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  /** The command with one option for each question. */
  static CommandLine of(Invocation invocation) {
    CommandLine line = new CommandLine(new SetupCommand(invocation));
    for (Question question : Catalogue.fixed()) {
      line.getCommandSpec().addOption(option(question));
    }
    return line;
  }

  private static OptionSpec option(Question question) {
    String label = question.label() + ". " + question.help();
    if (question.secret()) {
      return OptionSpec.builder(question.option())
          .type(boolean.class)
          .arity("0")
          .description("Read from standard input, one line: " + label.replace("%", "%%"))
          .build();
    }
    return OptionSpec.builder(question.option())
        .type(String.class)
        .arity("1")
        .paramLabel("VALUE")
        .description(label.replace("%", "%%"))
        .build();
  }

  @Override
  public Integer call() {
    Existing existing = Existing.read(invocation.sources());
    SetupSession session = new SetupSession(existing, sections);
    BufferedReader in = ConsoleDialogue.standardInput(invocation.console());
    List<String> wrong = given().giveTo(session, unattended, in);
    if (unattended) {
      forgoOwner(session);
    }
    boolean asks = plain || (!unattended && invocation.console().terminal());
    requireComplete(session, wrong, asks);
    SetupWorkshop workshop =
        new SetupWorkshop(
            invocation, new Progress(existing.stateDirectory()), invocation.commandWords());
    invocation.closeAtSignal(() -> workshop.saveProgress(session));
    SetupFront front = front(asks, in);
    SetupFront.End end;
    try (QuietLogs quiet = new QuietLogs()) {
      end = front.run(session, workshop);
    }
    if (end == SetupFront.End.LEFT && front instanceof ScreenFront) {
      invocation.say("setup was left; start it again to go on with what was answered");
      return ExitCode.INTERRUPTED;
    }
    if (end == SetupFront.End.LEFT) {
      throw CommandException.usage(
          "setup was left before the settings were written" + stillMissing(session),
          "start it again: it offers to go on with what was answered");
    }
    SetupOutcome outcome = workshop.outcome(session);
    invocation.result(
        outcome::json,
        () -> asks && !(front instanceof ScreenFront) ? "" : "next: " + outcome.next() + "\n");
    return end == SetupFront.End.DONE ? ExitCode.GOOD : ExitCode.FAILED;
  }

  private SetupFront front(boolean asks, BufferedReader in) {
    if (!asks) {
      return new UnattendedFront(invocation::say, !writeOnly);
    }
    ConsoleDialogue dialogue = new ConsoleDialogue(invocation.console(), invocation.json(), in);
    return plain || !invocation.console().movable() || invocation.json()
        ? new PlainFront(dialogue)
        : SetupFronts.screen(invocation, dialogue);
  }

  /** What the command line holds; the secrets' options in their order. */
  private SetupAnswers given() {
    Map<String, String> options = new LinkedHashMap<>();
    List<String> secrets = new ArrayList<>();
    Set<String> known =
        Catalogue.fixed().stream().map(Question::option).collect(Collectors.toSet());
    for (ArgSpec matched : spec.commandLine().getParseResult().matchedArgs()) {
      if (matched instanceof OptionSpec option && known.contains(option.longestName())) {
        if (option.type().equals(boolean.class)) {
          secrets.add(option.longestName());
        } else {
          options.put(option.longestName(), option.<String>getValue());
        }
      }
    }
    return new SetupAnswers(options, secrets, invocation.console().environment());
  }

  /** Nobody is there to be asked for one, and an installation may have it already. */
  private static void forgoOwner(SetupSession session) {
    for (Question question : session.questions()) {
      if (question.id().equals("owner") && !session.answered(question)) {
        session.insist(question, "false");
      }
    }
  }

  private void requireComplete(SetupSession session, List<String> wrong, boolean asks) {
    if (!wrong.isEmpty()) {
      throw CommandException.usage(
          "setup: " + String.join("; ", wrong), "docs/setup.md lists options and variables");
    }
    if (asks) {
      return;
    }
    if (!unattended) {
      throw CommandException.usage(
          "setup: there is no terminal to ask on" + stillMissing(session),
          "run it in a terminal, with --plain over a pipe, or with --non-interactive and the"
              + " answers as options or variables");
    }
    if (!session.missing().isEmpty()) {
      throw CommandException.usage(
          "setup" + stillMissing(session),
          "give each by its option or variable; --primary false is a site without a primary");
    }
  }

  private static String stillMissing(SetupSession session) {
    List<Question> missing = session.missing();
    return missing.isEmpty()
        ? ""
        : ": missing "
            + missing.stream()
                .map(one -> one.id() + " (" + one.howToAnswer() + ")")
                .collect(Collectors.joining(", "));
  }
}
