package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.CaptureScript.Hook;
import com.hypermindlabs.understudy.capture.CaptureScript.Routine;
import com.hypermindlabs.understudy.capture.PatientDdl.Change;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The capture on the primary: triggers that write the keys of changed rows to the change log, and
 * the tables of ours beside it. Needs no right but those of the tables' owner, and never makes
 * writers wait longer than one short wait for a lock.
 *
 * <p>Thread-safe; holds no connection between calls.
 */
public final class PrimaryCapture {
  private static final Duration LOCK = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Link primary;
  private final OurNames names;
  private final CaptureScript script;
  private final PatientDdl ddl;

  /** With the default patience of 30 s for tables that somebody else has locked. */
  public PrimaryCapture(Link primary, OurNames names) {
    this(primary, names, PATIENCE);
  }

  /**
   * @param primary connections as the tables' owner
   * @param names where our objects are, or are to be
   * @param patience how long installing and removing try for tables that somebody has locked
   */
  public PrimaryCapture(Link primary, OurNames names, Duration patience) {
    this.primary = primary;
    this.names = names;
    this.script = new CaptureScript(names);
    this.ddl = new PatientDdl(LOCK, patience);
  }

  /**
   * A table that is not captured yet.
   *
   * @param table which one
   * @param reason who has it locked
   */
  public record Waiting(TableName table, String reason) {}

  /**
   * The statements that {@link #install} would run for these tables, complete: each element is one
   * transaction and can be run by hand. Changes nothing.
   *
   * @param tables plain tables and roots of partitioned ones; others are left out
   */
  public List<String> script(List<TableShape> tables) throws SQLException {
    try (Connection connection = primary.open()) {
      CaptureState state = CaptureState.read(connection, names);
      List<String> transactions = new ArrayList<>();
      transactions.add(ddl.settings() + script.objects());
      for (TableShape table : current(state, tables)) {
        List<Hook> hooks = script.hooks(table, state.partitions(table));
        transactions.add(ddl.settings() + routines(hooks));
        changes(hooks).forEach(change -> transactions.add(ddl.settings() + change.sql()));
      }
      return transactions;
    }
  }

  /**
   * Brings the capture of these tables into place; what is there already, by this build or a later
   * one, is left alone, without any lock. To be called again after every change of a schema.
   *
   * @param tables plain tables and roots of partitioned ones; others are left out
   * @return the tables that stayed locked by others: to be tried again later, and not to be seeded
   * @throws CaptureException for everything that waiting does not cure
   */
  public List<Waiting> install(List<TableShape> tables) throws SQLException {
    try (Connection connection = primary.open()) {
      return install(connection, tables);
    }
  }

  /**
   * The same over a connection that is there, as the tables' owner.
   *
   * @param connection in auto-commit mode, which it is in afterwards too
   */
  public List<Waiting> install(Connection connection, List<TableShape> tables) throws SQLException {
    if (!CaptureState.later(connection, names)) {
      ddl.transaction(connection, script.objects());
    }
    CaptureState state = CaptureState.read(connection, names);
    List<Change> changes = new ArrayList<>();
    for (TableShape table : current(state, tables)) {
      List<Hook> missing = state.missing(script, table);
      if (!missing.isEmpty()) {
        // Replacing functions locks no table, and has to come before a trigger calls them.
        ddl.transaction(connection, routines(missing));
        changes.addAll(changes(missing));
      }
    }
    List<Waiting> waiting = new ArrayList<>();
    for (Change left : ddl.run(connection, changes)) {
      waiting.add(
          new Waiting(left.table(), "locked by " + PatientDdl.holders(connection, left.table())));
    }
    return waiting;
  }

  /**
   * The tables of these whose capture is not, or not wholly, in place: changes of them may be
   * missing in the log.
   */
  public Set<TableName> missing(Connection connection, List<TableShape> tables)
      throws SQLException {
    CaptureState state = CaptureState.read(connection, names);
    Set<TableName> missing = new LinkedHashSet<>();
    tables.forEach(table -> missing.add(table.name()));
    for (TableShape table : current(state, tables)) {
      if (state.missing(script, table).isEmpty()) {
        missing.remove(table.name());
      }
    }
    return missing;
  }

  private static String routines(List<Hook> hooks) {
    return hooks.stream()
        .map(Hook::routine)
        .distinct()
        .map(Routine::sql)
        .collect(Collectors.joining());
  }

  private static List<Change> changes(List<Hook> hooks) {
    List<Change> changes = new ArrayList<>();
    for (List<Hook> ofOne : byTable(hooks)) {
      String sql = ofOne.stream().map(Hook::sql).collect(Collectors.joining());
      changes.add(new Change(ofOne.get(0).table(), sql));
    }
    return changes;
  }

  /** A transaction for each table and partition, so that few of them are locked at a time. */
  private static List<List<Hook>> byTable(List<Hook> hooks) {
    Set<Long> oids = new LinkedHashSet<>();
    hooks.forEach(hook -> oids.add(hook.oid()));
    return oids.stream()
        .map(oid -> hooks.stream().filter(hook -> hook.oid() == oid).toList())
        .toList();
  }

  /** The same tables as they are now. */
  private static List<TableShape> current(CaptureState state, List<TableShape> tables) {
    return tables.stream()
        .map(
            table ->
                state.tables().stream()
                    .filter(now -> now.name().equals(table.name()) && now.parent() == null)
                    .filter(now -> !now.key().isEmpty())
                    .findFirst())
        .flatMap(Optional::stream)
        .toList();
  }

  /** How many held changes wait for a person; {@link #remove} would take them along. */
  public static long unresolved(Connection connection, OurNames names) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                names.fill(
                    "SELECT count(*) FROM {ledger} WHERE kind = 'held' AND resolved IS NULL"));
        ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** The statements that {@link #remove} would run. Changes nothing. */
  public List<String> removalScript() throws SQLException {
    try (Connection connection = primary.open()) {
      List<String> transactions = new ArrayList<>();
      CaptureRemoval removal = new CaptureRemoval(names);
      removal.triggers(connection).forEach(drop -> transactions.add(ddl.settings() + drop.sql()));
      removal.objects(connection).ifPresent(objects -> transactions.add(ddl.settings() + objects));
      return transactions;
    }
  }

  /**
   * Removes all that was ever installed: triggers, functions, tables with what they hold, and the
   * schema of our own. Does nothing where nothing is.
   *
   * @throws CaptureException where a table stayed locked: what is left still works
   */
  public void remove() throws SQLException {
    try (Connection connection = primary.open()) {
      CaptureRemoval removal = new CaptureRemoval(names);
      List<Change> left = ddl.run(connection, removal.triggers(connection));
      if (!left.isEmpty()) {
        TableName table = left.get(0).table();
        throw new CaptureException(
            "remove the capture from "
                + table
                + ": it is locked by "
                + PatientDdl.holders(connection, table),
            "end that session, or try again when its transaction is over",
            null);
      }
      Optional<String> objects = removal.objects(connection);
      if (objects.isPresent()) {
        ddl.transaction(connection, objects.get());
      }
    }
  }
}
