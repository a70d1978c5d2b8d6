package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.held.HeldJson;
import com.hypermindlabs.understudy.reconcile.Ledger;
import com.hypermindlabs.understudy.reconcile.LedgerEntry;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists what nobody has resolved. */
@Command(name = "list", description = "List held and overruled changes, the oldest first.")
final class HeldListCommand implements Callable<Integer> {
  private final Invocation invocation;

  HeldListCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws SQLException {
    Optional<Ledger> ledger = OnLedger.find(invocation, "held list");
    List<LedgerEntry> entries = ledger.isEmpty() ? List.of() : ledger.get().list();
    invocation.result(() -> json(entries), () -> HeldText.list(entries));
    return ExitCode.GOOD;
  }

  private static ObjectNode json(List<LedgerEntry> entries) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("entries");
    entries.forEach(entry -> list.add(HeldJson.of(entry)));
    return root;
  }
}
