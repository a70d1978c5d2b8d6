package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What hangs together with the row of an entry by references, and a person who decides the entry
 * has not seen.
 *
 * @param row of the entry
 * @param tables of the primary
 */
record LedgerBonds(LedgerRow row, List<TableShape> tables) {
  LedgerBonds {
    tables = List.copyOf(tables);
  }

  /**
   * A table with rows that the server would delete with the row, or let refer to nothing. Where it
   * would refuse the delete, it says so itself.
   */
  Optional<TableName> takenAlong(Session session) throws SQLException {
    for (Reference reference : Reference.read(session, List.of(row.shape().name()))) {
      if (reference.key().onDelete().changesRows()
          && !session.list(referring(reference), found -> 1).isEmpty()) {
        return Optional.of(reference.child());
      }
    }
    return Optional.empty();
  }

  /** A row may refer to itself. */
  private String referring(Reference reference) {
    return "SELECT FROM (SELECT t.tableoid, t.ctid, t.* FROM "
        + row.shape().name().sql()
        + " t"
        + row.where()
        + ") parent WHERE EXISTS ("
        + reference.rows("parent")
        + " AND (child.tableoid, child.ctid) IS DISTINCT FROM (parent.tableoid, parent.ctid))";
  }

  /**
   * An entry of a row that is to be referred to, and that was born here and is held: the primary
   * may have another one under its key.
   *
   * @param values that are to be written
   */
  Optional<Held> notThere(Session session, OurNames names, Map<String, @Nullable String> values)
      throws SQLException {
    for (ForeignKey key : row.shape().foreignKeys()) {
      @Nullable List<String> referred = referred(key, values);
      if (referred != null) {
        List<Held> held =
            session.list(
                "SELECT id, table_name FROM "
                    + names.of("ledger")
                    + " WHERE site = ? AND table_name = ? AND key = "
                    + Sql.array(referred)
                    + " AND kind = 'held' AND resolved IS NULL AND base IS NULL AND id <> ?"
                    + " ORDER BY id LIMIT 1",
                found -> new Held(found.getLong(1), found.getString(2)),
                row.entry().site(),
                key.target().sql(),
                row.entry().id());
        if (!held.isEmpty()) {
          return Optional.of(held.get(0));
        }
      }
    }
    return Optional.empty();
  }

  /** An entry that waits, and its table. */
  record Held(long id, String table) {}

  /** The key of the row referred to; null where it is none, or not what is written. */
  private @Nullable List<String> referred(ForeignKey key, Map<String, @Nullable String> values) {
    if (key.columns().stream().noneMatch(values::containsKey)) {
      return null;
    }
    Optional<TableShape> target =
        tables.stream().filter(table -> table.name().equals(key.target())).findFirst();
    List<String> referred = new ArrayList<>();
    for (String column : target.map(TableShape::key).orElse(List.of())) {
      int at = key.targetColumns().indexOf(column);
      @Nullable String value = at < 0 ? null : value(key.columns().get(at), values);
      if (value == null) {
        return null;
      }
      referred.add(value);
    }
    return referred;
  }

  private @Nullable String value(String column, Map<String, @Nullable String> values) {
    @Nullable Map<String, @Nullable String> theirs = row.entry().theirs();
    return values.containsKey(column) || theirs == null ? values.get(column) : theirs.get(column);
  }
}
