package com.hypermindlabs.understudy.assistant.command;

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
    Failure failure = Failure.usage(message(thrown), "see '" + command + " --help'");
    // Parsing may have ended before it came to the option.
    tell(failure, options.json() || Arrays.asList(arguments).contains(JSON));
    return failure.exitCode();
  }

  private static String message(ParameterException thrown) {
    String message = String.valueOf(thrown.getMessage());
    return thrown instanceof CommandLine.UnmatchedArgumentException unmatched
            && !unmatched.getUnmatched().isEmpty()
        ? "nothing is known of '" + String.join(" ", unmatched.getUnmatched()) + "'"
        : message;
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
