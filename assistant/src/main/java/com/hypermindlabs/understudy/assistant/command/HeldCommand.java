package com.hypermindlabs.understudy.assistant.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The ledger of changes that did not simply arrive. */
@Command(name = "held", description = "List, show or resolve changes that wait for a person.")
final class HeldCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** With its subcommands. */
  static CommandLine of(Invocation invocation) {
    return new CommandLine(new HeldCommand())
        .addSubcommand(new HeldListCommand(invocation))
        .addSubcommand(new HeldShowCommand(invocation))
        .addSubcommand(new HeldResolveCommand(invocation));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of list, show, resolve");
  }
}
