package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.capture.Protection;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Installs the capture on the primary, or shows what would be run there. */
@Command(
    name = "protect",
    description = "Install on the primary what notes changed rows; harmless to repeat.")
final class ProtectCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Option(names = "--dry-run", description = "Print the SQL, change nothing.")
  private boolean dryRun;

  ProtectCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  private record Result(
      OurNames names, List<Verdict> verdicts, List<String> sql, Map<TableName, String> waiting) {}

  @Override
  public Integer call() throws SQLException {
    Settings settings = invocation.settings().library();
    Link primary = OnPrimary.link(settings, "protect");
    OurNames names;
    List<TableShape> tables;
    try (Connection connection = primary.open()) {
      names = OurNames.choose(connection);
      tables = Catalog.read(connection);
    }
    // Both sides the same: what stands in the way on the primary alone.
    List<Verdict> verdicts = Protection.decide(tables, tables, settings.failover().mirror(), true);
    List<TableShape> chosen =
        verdicts.stream()
            .filter(verdict -> verdict.state() == Verdict.State.PROTECTED)
            .map(Verdict::fallback)
            .toList();
    PrimaryCapture capture = new PrimaryCapture(primary, names);
    Result result =
        dryRun
            ? new Result(names, verdicts, capture.script(chosen), Map.of())
            : new Result(names, verdicts, List.of(), waiting(capture.install(chosen)));
    invocation.result(() -> json(result), () -> text(result));
    return result.waiting().isEmpty() ? ExitCode.GOOD : ExitCode.FAILED;
  }

  private static Map<TableName, String> waiting(List<PrimaryCapture.Waiting> tables) {
    return tables.stream()
        .collect(
            Collectors.toMap(
                PrimaryCapture.Waiting::table,
                PrimaryCapture.Waiting::reason,
                (first, second) -> first));
  }

  private ObjectNode json(Result result) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("dry_run", dryRun);
    root.put("schema", result.names().schema());
    ArrayNode sql = root.putArray("sql");
    result.sql().forEach(transaction -> sql.add(SqlText.transaction(transaction)));
    ArrayNode tables = root.putArray("tables");
    for (Verdict verdict : result.verdicts()) {
      @Nullable String locked = result.waiting().get(verdict.name());
      tables
          .addObject()
          .put("name", verdict.name().toString())
          .put("protected", verdict.state() == Verdict.State.PROTECTED && locked == null)
          .put("reason", locked == null ? verdict.reason() : locked)
          .put("remedy", locked == null ? verdict.remedy() : "run protect again later");
    }
    return root;
  }

  private String text(Result result) {
    List<String> lines = new ArrayList<>();
    result.sql().forEach(transaction -> lines.add(SqlText.transaction(transaction)));
    long captured = 0;
    for (Verdict verdict : result.verdicts()) {
      @Nullable String locked = result.waiting().get(verdict.name());
      if (locked != null) {
        lines.add(comment("not yet: " + verdict.name() + ": " + locked));
      } else if (verdict.state() == Verdict.State.PROTECTED) {
        captured++;
      } else {
        lines.add(comment("left out: " + verdict.name() + ": " + verdict.reason()));
        if (verdict.remedy() != null) {
          lines.add(comment("  remedy: " + verdict.remedy()));
        }
      }
    }
    String done =
        dryRun ? " would note their changes in schema " : " note their changes in schema ";
    lines.add(comment(captured + " tables" + done + result.names().schema()));
    return lines.stream().map(line -> line + System.lineSeparator()).collect(Collectors.joining());
  }

  /** In a dry run everything but the statements is a comment, so that the output can be run. */
  private String comment(String line) {
    return dryRun ? "-- " + line : line;
  }
}
