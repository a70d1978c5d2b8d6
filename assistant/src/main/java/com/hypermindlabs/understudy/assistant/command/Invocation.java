package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.hypermindlabs.understudy.Migration;
import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.edit.Writing;
import com.hypermindlabs.understudy.assistant.migration.Migrations;
import com.hypermindlabs.understudy.config.SettingsSources;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * One run of the program: what was asked for on the command line, and what every command does the
 * same way. Thread-safe.
 */
public final class Invocation {
  private final Console console;
  private final GlobalOptions options;
  private final Closing closing;

  Invocation(Console console, GlobalOptions options, Closing closing) {
    this.console = console;
    this.options = options;
    this.closing = closing;
  }

  /** Where to print. */
  public Console console() {
    return console;
  }

  /** Whether the result is wanted as JSON. */
  public boolean json() {
    return options.json();
  }

  /** Whether results may be coloured. */
  public boolean colours() {
    return console.colours() && !options.plain() && !options.json();
  }

  /** Whether details are wanted. */
  public boolean verbose() {
    return options.verbose();
  }

  /**
   * Reads the settings.
   *
   * @throws com.hypermindlabs.understudy.config.SettingsException with everything that is wrong
   */
  public ProgramSettings settings() {
    return ProgramSettings.read(sources());
  }

  /**
   * Where the settings are read from. What a setup that was killed had begun is completed first.
   */
  public SettingsSources sources() {
    for (Path changed : Writing.finish(options.settingsFiles())) {
      warn(
          "setup was killed while it wrote, and "
              + changed
              + " was changed since: it is left as it is, without what setup was to write there");
    }
    return options.sources(console.environment());
  }

  /** What every further command on these settings begins with, as a person types it. */
  public String commandWords() {
    return "./understudy" + options.words();
  }

  /**
   * Starts the site's process, its schema brought up to date, and reports on standard error where
   * the route leads. Closed by the caller, and should the program be ended by a signal, by that.
   */
  public Understudy start(ProgramSettings settings) {
    return start(settings, Migrations::run);
  }

  /** The same to order something of the site, which may be that of another application. */
  Understudy startToOrder(ProgramSettings settings) {
    return start(settings, new OrderMigrations());
  }

  private Understudy start(ProgramSettings settings, Migration migrations) {
    Understudy understudy = Understudy.builder(settings.library()).migrations(migrations).start();
    closing.add(understudy);
    new StartReport(this).tell(understudy.status());
    return understudy;
  }

  /** Closes something should the program be ended by a signal. */
  public void closeAtSignal(AutoCloseable resource) {
    closing.add(resource);
  }

  /** From now on a signal is the way to end the command: the process ends with that code. */
  public void endAtSignal(int exitCode) {
    closing.endWith(exitCode);
  }

  /** Prints the result: the object with {@code --json}, else the text, which ends its lines. */
  public void result(Supplier<? extends JsonNode> json, Supplier<String> text) {
    if (json()) {
      console.out().println(json.get());
    } else {
      console.out().print(text.get());
    }
    console.out().flush();
  }

  /** Says on standard error what goes on beside the result, with and without {@code --json}. */
  public void warn(String line) {
    console.err().println("warning: " + line);
  }

  /** Says something to people on standard error; nothing with {@code --json}. */
  public void say(String line) {
    if (!json()) {
      console.err().println(line);
    }
  }
}
