package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.config.Masked;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The one place where what was thrown becomes words and an exit code. */
final class Errors {
  private static final String JSON = "--json";

  private final Console console;
  private final GlobalOptions options;
  private final Closing closing;

  Errors(Console console, GlobalOptions options, Closing closing) {
    this.console = console;
    this.options = options;
    this.closing = closing;
  }

  /** Reports a failure. */
  int report(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    tell(failure, options.json());
    if (options.verbose()) {
      thrown.printStackTrace(console.err());
    }
    return failure.exitCode();
  }

  /** Reports a command line that cannot be understood. */
  int wrongUsage(ParameterException thrown, String[] arguments) {
    String command = thrown.getCommandLine().getCommandSpec().qualifiedName();
    Failure failure = Failure.usage(message(thrown, arguments), "see '" + command + " --help'");
    // Parsing may have ended before it came to the option.
    tell(failure, options.json() || Arrays.asList(arguments).contains(JSON));
    return failure.exitCode();
  }

  private static String message(ParameterException thrown, String[] arguments) {
    if (thrown instanceof CommandLine.UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unknown(unmatched);
    }
    String message = String.valueOf(thrown.getMessage());
    // What follows a switch may be meant for the line of standard input that it asks for.
    message =
        message.replaceFirst("should be specified without '(?s:.*)' parameter", "takes no value");
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      message = message.replace("'" + value + "'", "'" + Masked.show(value) + "'");
    }
    return message;
  }

  /** Options by their names alone, and nothing of what follows them: it may be a secret. */
  private static String unknown(CommandLine.UnmatchedArgumentException unmatched) {
    String first = unmatched.getUnmatched().get(0);
    boolean option = first.startsWith("-") && !first.equals("-");
    boolean command = !unmatched.getCommandLine().getSubcommands().isEmpty();
    String name = option ? first.replaceFirst("(?s)=.*", "") : first;
    return option || command
        ? "nothing is known of '" + Masked.show(name) + "'"
        : "one argument too many is given";
  }

  private void tell(Failure failure, boolean json) {
    if (closing.signalled()) {
      return;
    }
    if (json) {
      console.out().println(failure.json());
    } else {
      console.err().println(failure.text());
    }
  }
}
