package com.hypermindlabs.understudy.assistant.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The life of the local server. */
@Command(name = "fallback", description = "Start, stop, look at or destroy the local server.")
final class FallbackCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** With its subcommands. */
  static CommandLine of(Invocation invocation) {
    return new CommandLine(new FallbackCommand())
        .addSubcommand(new FallbackStartCommand(invocation))
        .addSubcommand(new FallbackStopCommand(invocation))
        .addSubcommand(new FallbackStatusCommand(invocation))
        .addSubcommand(new FallbackDestroyCommand(invocation));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of start, stop, status, destroy");
  }
}
