package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.RouteFile;
import com.hypermindlabs.understudy.route.RouteRecord;
import com.hypermindlabs.understudy.route.SetAside;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes all of ours from the primary, unless something would be lost that is nowhere else. */
@Command(name = "unprotect", description = "Remove every trace of ours from the primary.")
final class UnprotectCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--dry-run", description = "Print the SQL, change nothing.")
  private boolean dryRun;

  @Option(
      names = "--discard-held",
      description = "Even though held changes that nobody has resolved are lost for good.")
  private boolean discard;

  UnprotectCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws SQLException, IOException {
    Settings settings = invocation.settings().library();
    Link primary = OnPrimary.link(settings, "unprotect");
    Optional<OurNames> names;
    long held = 0;
    try (Connection connection = primary.open()) {
      names = OurNames.find(connection);
      if (names.isPresent()) {
        held = PrimaryCapture.unresolved(connection, names.get());
      }
    }
    if (names.isEmpty()) {
      print(false, List.of());
      return ExitCode.GOOD;
    }
    PrimaryCapture capture = new PrimaryCapture(primary, names.get());
    if (dryRun) {
      print(false, capture.removalScript());
      return ExitCode.GOOD;
    }
    refuseUnreturned(settings.stateDirectory());
    if (held > 0 && !discard) {
      throw new CommandException(
          "unprotect: refused, " + held + " held changes wait for a decision",
          "nothing was removed; resolve them first (understudy held list), or give them up for"
              + " good with --discard-held");
    }
    capture.remove();
    print(true, List.of());
    return ExitCode.GOOD;
  }

  private static void refuseUnreturned(Path state) throws IOException {
    boolean aside = SetAside.in(state).pending();
    if (aside || RouteFile.in(state).read().filter(RouteRecord::mayHoldWrites).isPresent()) {
      throw new CommandException(
          "unprotect: refused, the fallback may hold writes that the primary does not have",
          "nothing was removed; hand them over first ("
              + (aside ? "start the site when the fallback can be read" : "understudy return")
              + "), for which the primary has to know the site");
    }
  }

  private void print(boolean removed, List<String> sql) {
    invocation.result(() -> json(removed, sql), () -> text(removed, sql));
  }

  private ObjectNode json(boolean removed, List<String> sql) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("dry_run", dryRun);
    root.put("removed", removed);
    ArrayNode list = root.putArray("sql");
    sql.forEach(transaction -> list.add(SqlText.transaction(transaction)));
    return root;
  }

  private static String text(boolean removed, List<String> sql) {
    if (removed) {
      return "the primary holds nothing of ours any more" + System.lineSeparator();
    }
    return sql.isEmpty()
        ? "-- the primary holds nothing of ours" + System.lineSeparator()
        : sql.stream().map(SqlText::transaction).collect(Collectors.joining());
  }
}
