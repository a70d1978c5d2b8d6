package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.held.HeldJson;
import com.hypermindlabs.understudy.reconcile.LedgerEntry;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one change with all versions of its row. */
@Command(name = "show", description = "Show a change: the row as it was, as ours, as theirs.")
final class HeldShowCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "ID", description = "Its number in the list.")
  private long id;

  HeldShowCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws SQLException {
    LedgerEntry entry = OnLedger.entry(OnLedger.find(invocation, "held show"), id, "held show");
    invocation.result(() -> HeldJson.of(entry), () -> HeldText.show(entry));
    return ExitCode.GOOD;
  }
}
