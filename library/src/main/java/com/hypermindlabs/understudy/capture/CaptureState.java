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

  private final Map<String, Trigger> triggers = new HashMap<>();
  private final List<TableShape> tables;
  private final Partitions partitions;

  private CaptureState(List<TableShape> tables) {
    this.tables = tables;
    this.partitions = new Partitions(tables);
  }

  private record Trigger(boolean always, String source) {}

  static CaptureState read(Connection connection) throws SQLException {
    CaptureState state = new CaptureState(Catalog.read(connection));
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

  /** The tables as they are, by their names. */
  List<TableShape> tables() {
    return tables;
  }

  /** The partitions of a table, of every level. */
  List<TableShape> partitions(TableShape root) {
    return partitions.of(root);
  }

  /** Those of a table's triggers that are not there, not always enabled, or call another text. */
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
    return trigger != null && trigger.always() && trigger.source().equals(hook.routine().body());
  }
}
