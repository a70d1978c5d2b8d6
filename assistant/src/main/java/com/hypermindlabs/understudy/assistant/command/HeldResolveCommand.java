package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.held.HeldJson;
import com.hypermindlabs.understudy.assistant.held.HeldValues;
import com.hypermindlabs.understudy.config.FileCause;
import com.hypermindlabs.understudy.reconcile.Ledger;
import com.hypermindlabs.understudy.reconcile.Ledger.Resolution;
import com.hypermindlabs.understudy.reconcile.LedgerEntry;
import com.hypermindlabs.understudy.reconcile.Take;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decides a change, if the primary's row is still the one that was shown. */
@Command(name = "resolve", description = "Decide a change: write our row, leave theirs, or values.")
final class HeldResolveCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "ID", description = "Its number in the list.")
  private long id;

  @Option(
      names = "--take",
      required = true,
      paramLabel = "ours|theirs|FILE",
      description = "What to take; a file holds a JSON object of columns and their values as text.")
  private String take = "";

  HeldResolveCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws SQLException {
    Take taken = taken();
    Optional<Ledger> ledger = OnLedger.find(invocation, "held resolve");
    LedgerEntry before = OnLedger.entry(ledger, id, "held resolve");
    if (before.resolved() != null) {
      throw new CommandException(
          "held resolve: entry " + id + " is resolved already: " + before.resolution(),
          "'held list' shows those that are open");
    }
    Resolution resolution = ledger.orElseThrow().resolve(id, taken);
    boolean done = resolution instanceof Resolution.Done;
    LedgerEntry after =
        resolution instanceof Resolution.Moved moved
            ? moved.entry()
            : ((Resolution.Done) resolution).entry();
    invocation.result(() -> json(done, after), () -> text(done, after));
    return done ? ExitCode.GOOD : ExitCode.FAILED;
  }

  private Take taken() {
    return switch (take) {
      case "ours" -> new Take.Ours();
      case "theirs" -> new Take.Theirs();
      default -> new Take.Values(values(take));
    };
  }

  private static Map<String, @Nullable String> values(String file) {
    JsonNode node;
    try {
      node = HeldValues.EXACT.readTree(Files.readAllBytes(Path.of(file)));
    } catch (IOException e) {
      throw refused(file, FileCause.inWords(e));
    } catch (InvalidPathException e) {
      throw refused(file, "it can be the name of no file");
    }
    if (!node.isObject()) {
      throw refused(file, "it holds no JSON object");
    }
    return HeldValues.of(node);
  }

  private static CommandException refused(String file, String why) {
    return new CommandException(
        "held resolve: --take " + file + ": " + why,
        "take ours, theirs, or a file that holds {\"column\": \"value\", ...}, each column once, with null for NULL");
  }

  private static ObjectNode json(boolean done, LedgerEntry entry) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("resolved", done);
    root.set("entry", HeldJson.of(entry));
    return root;
  }

  private static String text(boolean done, LedgerEntry entry) {
    return (done
            ? "resolved"
            : "not resolved: the primary's row has changed since; this is how it is now")
        + System.lineSeparator()
        + HeldText.show(entry);
  }
}
