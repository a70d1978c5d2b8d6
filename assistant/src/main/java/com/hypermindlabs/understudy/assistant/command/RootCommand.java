package com.hypermindlabs.understudy.assistant.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program itself: the options that all commands share. */
@Command(
    name = "understudy",
    versionProvider = ProgramVersion.class,
    description = "A PostgreSQL that takes over, and the assistant that stands on it.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 good, 1 failed, 2 wrong usage or settings,",
      "and of 'status' 3 for degraded or returning, 4 for outage."
    })
final class RootCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }
}
