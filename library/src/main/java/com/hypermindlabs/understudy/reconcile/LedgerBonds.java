package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
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
   * would refuse that, it says so itself.
   *
   * @param values that are to be written
   */
  Optional<TableName> takenAlong(Session session, Take take, Map<String, @Nullable String> values)
      throws SQLException {
    if (!row.deletes(take) && row.changed(values).isEmpty()) {
      return Optional.empty();
    }
    for (Reference reference : Reference.read(session, List.of(row.shape().name()))) {
      boolean takes =
          row.deletes(take)
              ? reference.key().onDelete().changesRows()
              : reference.unsetByUpdate()
                  && !Collections.disjoint(reference.key().targetColumns(), row.changed(values));
      if (takes && !session.list(referring(reference), found -> 1).isEmpty()) {
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
   * An entry of a row that is to be referred to, and that was born here and is held, or was turned
   * down: the primary may have another one under its key. What a person names is a row of there.
   *
   * @param values that are to be written
   */
  Optional<Missing> notThere(
      Session session, OurNames names, Take take, Map<String, @Nullable String> values)
      throws SQLException {
    for (ForeignKey key : row.shape().foreignKeys()) {
      @Nullable List<String> referred = referred(key, values);
      if (referred != null) {
        List<Missing> missing =
            session.list(
                "SELECT l.id, l.table_name, l.resolved IS NOT NULL FROM ("
                    + born(names, key, referred)
                    + ") l WHERE l.id <> ? AND (l.resolved IS NULL OR (l.resolution = 'theirs' AND"
                    + " NOT ?)) AND "
                    + onFallback()
                    + " ORDER BY l.resolved NULLS FIRST, l.id LIMIT 1",
                found -> new Missing(found.getLong(1), found.getString(2), found.getBoolean(3)),
                row.entry().site(),
                row.entry().id(),
                take instanceof Take.Values chosen
                    && chosen.values().keySet().containsAll(key.columns()));
        if (!missing.isEmpty()) {
          return Optional.of(missing.get(0));
        }
      }
    }
    return Optional.empty();
  }

  /** The last entry of each row that was born here with a key, in this outage or earlier. */
  private String born(OurNames names, ForeignKey key, List<String> referred) {
    return "SELECT DISTINCT ON ("
        + StrayLedgerSql.FROM_KEY
        + ") l.* FROM "
        + names.of("ledger")
        + " l WHERE l.site = ? AND "
        + isOfTarget(key)
        + " AND "
        + Sql.array(referred)
        + " IN (l.key, l.from_key) AND l.kind = 'held' AND l.base IS NULL AND l.epoch <= "
        + row.entry().epoch()
        + " ORDER BY "
        + StrayLedgerSql.FROM_KEY
        + ", l.id DESC";
  }

  /**
   * Whether the fallback had the row of an entry, {@code l}, in this outage, and not what the
   * primary has under its key. Of an earlier outage it has what neither was corrected nor came
   * again.
   */
  private String onFallback() {
    long epoch = row.entry().epoch();
    return "(l.epoch = "
        + epoch
        + " OR CASE WHEN l.corrected IS NULL THEN l.resolved IS NULL OR l.decided ELSE l.corrected"
        + " >= "
        + epoch
        + " END)";
  }

  /**
   * What a decision writes, with what it refers to as it is called there: a row that was held too,
   * and has arrived since, may have got another key. What a person names is a row of there.
   */
  Map<String, @Nullable String> written(Session session, OurNames names, Take take)
      throws SQLException {
    Map<String, @Nullable String> values = row.written(take);
    for (ForeignKey key : row.shape().foreignKeys()) {
      @Nullable List<String> referred = referred(key, values);
      if (referred != null && !names(take, key) && row.within(session, key)) {
        for (String[] there : arrived(session, names, key, referred)) {
          List<String> target = target(key);
          for (int i = 0; i < target.size(); i++) {
            values.put(key.columns().get(key.targetColumns().indexOf(target.get(i))), there[i]);
          }
        }
      }
    }
    return values;
  }

  private static boolean names(Take take, ForeignKey key) {
    return take instanceof Take.Values chosen
        && !Collections.disjoint(chosen.values().keySet(), key.columns());
  }

  /**
   * Of rounds after the one that this entry is from, which knew what its rows refer to, or by a
   * decision after it.
   */
  private List<String[]> arrived(
      Session session, OurNames names, ForeignKey key, List<String> referred) throws SQLException {
    String ledger = names.of("ledger");
    return session.list(
        "SELECT l.key FROM "
            + ledger
            + " e JOIN "
            + ledger
            + " l ON l.site = e.site AND l.epoch = e.epoch AND l.resolved > e.at WHERE e.id = ? AND "
            + isOfTarget(key)
            + " AND l.from_key = "
            + Sql.array(referred)
            + " AND l.base IS NULL AND ((l.resolution IN ('sent again', 'ours') AND l.round IS"
            + " DISTINCT FROM e.round) OR (l.resolution = 'values' AND l.key <> l.from_key)) ORDER BY"
            + " l.resolved DESC LIMIT 1",
        found -> (String[]) found.getArray(1).getArray(),
        row.entry().id());
  }

  /**
   * A row that is not there.
   *
   * @param id of its entry
   * @param table of it
   * @param turnedDown whether a person has decided so
   */
  record Missing(long id, String table, boolean turnedDown) {}

  /** The key of the row referred to; null where it is none, or not what is written. */
  private @Nullable List<String> referred(ForeignKey key, Map<String, @Nullable String> values) {
    if (key.columns().stream().noneMatch(values::containsKey)) {
      return null;
    }
    List<String> referred = new ArrayList<>();
    for (String column : target(key)) {
      int at = key.targetColumns().indexOf(column);
      @Nullable String value = at < 0 ? null : value(key.columns().get(at), values);
      if (value == null) {
        return null;
      }
      referred.add(value);
    }
    return referred;
  }

  /** The primary key of the table that a foreign key refers to. */
  private List<String> target(ForeignKey key) {
    return targetTable(key).map(TableShape::key).orElse(List.of());
  }

  private Optional<TableShape> targetTable(ForeignKey key) {
    return tables.stream().filter(table -> table.name().equals(key.target())).findFirst();
  }

  private String isOfTarget(ForeignKey key) {
    return targetTable(key).map(LedgerNotes::isOf).orElse("false");
  }

  private @Nullable String value(String column, Map<String, @Nullable String> values) {
    @Nullable Map<String, @Nullable String> theirs = row.entry().theirs();
    return values.containsKey(column) || theirs == null ? values.get(column) : theirs.get(column);
  }
}
