package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.held.Primary;
import com.hypermindlabs.understudy.assistant.held.PrimaryException;
import com.hypermindlabs.understudy.reconcile.Ledger;
import com.hypermindlabs.understudy.reconcile.LedgerEntry;
import java.sql.SQLException;
import java.util.Optional;

/** Finds the ledger on the primary, for the commands about it. */
final class OnLedger {
  private OnLedger() {}

  /** The ledger; empty where nothing of ours is installed, so that there are no entries. */
  static Optional<Ledger> find(Invocation invocation, String command) throws SQLException {
    try {
      return new Primary(invocation.settings().library()).ledger(command);
    } catch (PrimaryException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e.hint());
    }
  }

  /** One entry of it. */
  static LedgerEntry entry(Optional<Ledger> ledger, long id, String command) throws SQLException {
    Optional<LedgerEntry> entry = ledger.isEmpty() ? Optional.empty() : ledger.get().show(id);
    return entry.orElseThrow(
        () ->
            new CommandException(
                command + ": there is no entry " + id, "'held list' shows those that are open"));
  }
}
