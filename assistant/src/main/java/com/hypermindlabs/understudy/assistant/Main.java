package com.hypermindlabs.understudy.assistant;

import com.hypermindlabs.understudy.assistant.command.Console;
import com.hypermindlabs.understudy.assistant.command.Program;
import com.hypermindlabs.understudy.assistant.embedding.NativeCalls;

/** The entry of the one command-line program. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(Program.run(Console.ofProcess(), NativeCalls::end, arguments));
  }
}
