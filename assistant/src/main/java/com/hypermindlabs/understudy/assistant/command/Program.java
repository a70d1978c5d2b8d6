package com.hypermindlabs.understudy.assistant.command;

import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The command line as a whole. */
public final class Program {
  private static final int WIDTH = 100;

  private Program() {}

  /**
   * Runs one command of the process. Whatever happens ends as an exit code and, if it is not good,
   * as one clear error. A signal ends the process.
   *
   * @param atTheEnd what is done last, before the process ends by a signal or by itself
   */
  public static int run(Console console, Runnable atTheEnd, String... arguments) {
    GlobalOptions options = new GlobalOptions();
    Closing closing = new Closing(atTheEnd);
    Errors errors = new Errors(console, options, closing);
    closing.begin();
    try {
      return commandLine(new Invocation(console, options, closing), options, errors)
          .execute(arguments);
    } catch (Throwable thrown) {
      // What picocli lets through: errors of the virtual machine, as a stack that is too deep.
      return errors.report(thrown);
    } finally {
      closing.done();
      console.out().flush();
      console.err().flush();
      atTheEnd.run();
    }
  }

  /** All commands, none run yet. */
  static CommandLine commandLine(Invocation invocation, GlobalOptions options, Errors errors) {
    CommandLine root = new CommandLine(new RootCommand());
    root.addMixin("global", options);
    Commands.addTo(root, invocation);
    root.getSubcommands().values().forEach(Program::tellVersion);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    root.setUsageHelpWidth(WIDTH);
    root.setOut(invocation.console().out());
    root.setErr(invocation.console().err());
    root.setExecutionStrategy(result -> execute(result, options));
    root.setParameterExceptionHandler(errors::wrongUsage);
    root.setExecutionExceptionHandler((thrown, line, result) -> errors.report(thrown));
    return root;
  }

  private static void tellVersion(CommandLine command) {
    command.getCommandSpec().versionProvider(new ProgramVersion());
    command.getSubcommands().values().forEach(Program::tellVersion);
  }

  private static int execute(ParseResult result, GlobalOptions options) {
    Logs.verbose(options.verbose());
    return new CommandLine.RunLast().execute(result);
  }
}
