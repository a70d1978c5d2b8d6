package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.ForeignKey.Action;
import com.hypermindlabs.understudy.capture.Scripts;
import com.hypermindlabs.understudy.capture.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A foreign key on the primary to a table of a round, or to one of its partitions. It may belong to
 * a table that the fallback knows nothing of: what it does on a delete it does all the same.
 *
 * @param child the table that has it, which may be a partition
 * @param partitioned whether that table has partitions that have it too
 * @param root of the partitions that the child is among; the child itself elsewhere
 * @param partition the number of the partition that it refers to; null when it refers to all
 * @param readable whether this role sees the rows that refer
 * @param key the foreign key, to the table as rounds know it
 * @param comparisons what stands between a value of the target and one that refers to it, in the
 *     order of the key's columns: their type may have an equality of its own
 */
record Reference(
    TableName child,
    boolean partitioned,
    TableName root,
    @Nullable Long partition,
    boolean readable,
    ForeignKey key,
    List<String> comparisons) {
  private static final String QUESTION = Scripts.read(Reference.class, "references.sql");

  Reference {
    comparisons = List.copyOf(comparisons);
  }

  /**
   * All to these tables, in one round trip. By their names, as they are written: one may have been
   * made anew since it was looked at.
   */
  static List<Reference> read(Session primary, List<TableName> targets) throws SQLException {
    List<Reference> all = new ArrayList<>();
    Object names = targets.stream().map(TableName::sql).toArray(String[]::new);
    primary.list(QUESTION, row -> all.add(of(targets, row)), names);
    return all;
  }

  private static Reference of(List<TableName> targets, ResultSet row) throws SQLException {
    String name = row.getString("target");
    TableName target =
        targets.stream().filter(one -> one.sql().equals(name)).findFirst().orElseThrow();
    return new Reference(
        new TableName(row.getString("child_schema"), row.getString("child_name")),
        row.getBoolean("partitioned"),
        new TableName(row.getString("root_schema"), row.getString("root_name")),
        row.getObject("partition", Long.class),
        row.getBoolean("readable"),
        new ForeignKey(
            row.getString("name"),
            List.of((String[]) row.getArray("columns").getArray()),
            target,
            List.of((String[]) row.getArray("target_columns").getArray()),
            Action.of(row.getString("on_delete")),
            Action.of(row.getString("on_update")),
            row.getBoolean("deferrable"),
            null),
        List.of((String[]) row.getArray("comparisons").getArray()));
  }

  /** The rows that may refer, {@code child}, to a row of the target, up to further conditions. */
  String rows(String parentRow) {
    return "SELECT FROM "
        + (partitioned ? "" : "ONLY ")
        + child.sql()
        + " child WHERE "
        + joins("child", parentRow);
  }

  /** Joins a referring row with the row that it refers to. */
  String joins(String childRow, String parentRow) {
    List<String> columns = key.columns();
    return IntStream.range(0, columns.size())
            .mapToObj(
                i ->
                    parentRow
                        + "."
                        + TableName.quoted(key.targetColumns().get(i))
                        + comparisons.get(i)
                        + childRow
                        + "."
                        + TableName.quoted(columns.get(i)))
            .collect(Collectors.joining(" AND "))
        + within(parentRow);
  }

  /** Another partition may have the same values in a unique index of its own. */
  private String within(String parentRow) {
    return partition == null
        ? ""
        : " AND "
            + parentRow
            + ".tableoid IN (SELECT p.relid FROM pg_partition_tree("
            + partition
            + "::oid::regclass) p)";
  }

  boolean toItself() {
    return root.equals(key.target());
  }

  /** Whether another value of the target unsets the references of rows. */
  boolean unsetByUpdate() {
    Action action = key.onUpdate();
    return action == Action.SET_NULL || action == Action.SET_DEFAULT;
  }

  /** Whether a delete takes rows along, or their references, that this role does not see. */
  boolean takesUnseen() {
    return !readable && key.onDelete().changesRows();
  }
}
