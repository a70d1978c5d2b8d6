package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.capture.CaptureScript.Hook;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of the capture is in place, beside the tables as they are now. */
final class CaptureState {
  private static final String TRIGGERS = Scripts.read(CaptureState.class, "capture-state.sql");

  private static final String BUILD =
      "SELECT substring(p.prosrc FROM '-- build ([0-9]+) of the capture')::int > ?"
          + " FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
          + " WHERE n.nspname = ? AND p.proname = ?";

  private final Map<String, Trigger> triggers = new HashMap<>();
  private final List<TableShape> tables;
  private final Partitions partitions;
  private final boolean later;

  private CaptureState(List<TableShape> tables, boolean later) {
    this.tables = tables;
    this.later = later;
    this.partitions = new Partitions(tables);
  }

  private record Trigger(boolean always, String source) {}

  static CaptureState read(Connection connection, OurNames names) throws SQLException {
    CaptureState state = new CaptureState(Catalog.read(connection), later(connection, names));
    try (PreparedStatement statement = connection.prepareStatement(TRIGGERS);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        state.triggers.put(
            row.getLong("rel") + " " + row.getString("name"),
            new Trigger(row.getBoolean("always"), row.getString("source")));
      }
    }
    return state;
  }

  /** Whether a later build than this one has installed the capture, as of another site. */
  static boolean later(Connection connection, OurNames names) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BUILD)) {
      statement.setInt(1, CaptureScript.BUILD);
      statement.setString(2, names.schema());
      statement.setString(3, names.prefix() + "upkeep");
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** The tables as they are, by their names. */
  List<TableShape> tables() {
    return tables;
  }

  /** The partitions of a table, of every level. */
  List<TableShape> partitions(TableShape root) {
    return partitions.of(root);
  }

  /**
   * Those of a table's triggers that are not there, not always enabled, or call another text which
   * is not that of a later build.
   */
  List<Hook> missing(CaptureScript script, TableShape table) {
    List<TableShape> leaves = partitions(table);
    return script.hooks(table, leaves).stream()
        .filter(
            hook ->
                !has(hook.oid(), hook)
                    || (hook.clones()
                        && !leaves.stream().allMatch(partition -> has(partition.oid(), hook))))
        .toList();
  }

  private boolean has(long oid, Hook hook) {
    @Nullable Trigger trigger = triggers.get(oid + " " + hook.name());
    if (trigger == null || !trigger.always()) {
      return false;
    }
    String body = hook.routine().body();
    return trigger.source().equals(body)
        || (later && CaptureScript.forTheSameKey(trigger.source(), body));
  }
}
