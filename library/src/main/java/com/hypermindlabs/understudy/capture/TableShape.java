package com.hypermindlabs.understudy.capture;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog of one server says of a table. Immutable.
 *
 * @param name by which it is known on both servers
 * @param oid its number on this server
 * @param fileNode where its rows are stored; changes with every rewrite
 * @param kind plain, the root of partitions, or a partition (which may have partitions of its own)
 * @param parent the table it is a direct partition of; null for others
 * @param owned whether the role that asked has the owner's rights
 * @param bound whether row level security binds the role that asked
 * @param columns in the catalog's order, without dropped ones
 * @param key the primary key's columns in the key's order; empty without one
 * @param unfit why it cannot be protected, whatever the other side looks like; null when it can
 * @param foreignKeys those of this table, and of a root those that partitions have by themselves
 * @param uniques the columns of its unique constraints and indexes beside the primary key, and of
 *     those that only some of its partitions have; an index over an expression counts with no
 *     columns
 * @param exclusions whether it, or one of its partitions, has an exclusion constraint
 * @param userTriggers whether it has triggers that are neither ours nor a constraint's
 * @param fingerprint differs whenever the table was dropped and made anew, rewritten or altered, or
 *     its partitions or triggers (ours included) changed
 */
public record TableShape(
    TableName name,
    long oid,
    long fileNode,
    Kind kind,
    @Nullable TableName parent,
    boolean owned,
    boolean bound,
    List<Column> columns,
    List<String> key,
    @Nullable String unfit,
    List<ForeignKey> foreignKeys,
    List<List<String>> uniques,
    boolean exclusions,
    boolean userTriggers,
    String fingerprint) {
  /** Copies the lists. */
  public TableShape {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    foreignKeys = List.copyOf(foreignKeys);
    uniques = List.copyOf(uniques);
  }

  /** How a table stores its rows. */
  public enum Kind {
    /** In itself. */
    PLAIN,
    /** In its partitions; it is no partition itself. */
    PARTITIONED,
    /** It is a partition of another table: rows are carried through the root. */
    PARTITION
  }

  /** The columns whose values are carried: all that the server does not compute. */
  public List<Column> stored() {
    return columns.stream().filter(column -> !column.generated()).toList();
  }

  /** The columns of the primary key, in the key's order. */
  public List<Column> keyColumns() {
    return key.stream().map(this::column).flatMap(Optional::stream).toList();
  }

  /** Itself and the tables that it refers to. */
  public Set<TableName> involved() {
    Set<TableName> all = new HashSet<>(Set.of(name));
    foreignKeys.forEach(key -> all.add(key.target()));
    return all;
  }

  /** A column by its name. */
  public Optional<Column> column(String columnName) {
    return columns.stream().filter(column -> column.name().equals(columnName)).findFirst();
  }
}
