package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.mirror.CopyPipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One table of a round. Columns are known by their position in {@link #columns}, from 1: {@code o3}
 * is the third one's base, {@code s3} what the fallback has, {@code t3} what the primary had when
 * last seen, {@code c3} what it has now, {@code m3} the merged value.
 *
 * @param number of the table on the fallback
 * @param primary its shape there
 * @param fallback its shape here
 * @param columns that are carried: stored on both sides, with the primary's types
 * @param policy for the row as a whole
 * @param policies of the columns, in their order
 * @param naturalKeys sets of columns that name the same thing on both sides
 * @param corrected the epoch in which the fallback last became the primary's image: what the
 *     primary knows of keys from before says nothing of the rows there are now; -1 for never
 */
record TablePlan(
    int number,
    TableShape primary,
    TableShape fallback,
    List<Column> columns,
    Policy policy,
    List<Policy> policies,
    List<List<String>> naturalKeys,
    long corrected) {
  TablePlan {
    columns = List.copyOf(columns);
    policies = List.copyOf(policies);
    naturalKeys = List.copyOf(naturalKeys);
  }

  /** How the fallback knows a table: by a number, and since which epoch with the primary's keys. */
  record Known(int number, long corrected) {}

  static TablePlan of(
      Known known,
      TableShape primary,
      TableShape fallback,
      Policies policies,
      List<List<String>> naturalKeys) {
    List<Column> columns = new ArrayList<>();
    for (Column column : fallback.stored()) {
      primary.column(column.name()).filter(there -> !there.generated()).ifPresent(columns::add);
    }
    List<Policy> ofColumns = columns.stream().map(c -> policies.ofColumn(primary, c)).toList();
    return new TablePlan(
        known.number(),
        primary,
        fallback,
        columns,
        policies.ofTable(primary.name()),
        ofColumns,
        naturalKeys,
        known.corrected());
  }

  /** The plan of a table; null when it is not among them. */
  static @Nullable TablePlan among(List<TablePlan> plans, TableName name) {
    return plans.stream().filter(plan -> plan.name().equals(name)).findFirst().orElse(null);
  }

  TableName name() {
    return primary.name();
  }

  /** Whether changes of one transaction arrive together or are held together. */
  boolean holds() {
    return policy == Policy.HOLD || policies.contains(Policy.HOLD);
  }

  /** The table for statements, on either server. */
  String table() {
    return primary.name().sql();
  }

  int width() {
    return columns.size();
  }

  Column column(int position) {
    return columns.get(position - 1);
  }

  Policy policy(int position) {
    return policies.get(position - 1);
  }

  /** Something of each column by its position, joined. */
  String each(String glue, IntFunction<String> form) {
    return IntStream.rangeClosed(1, width()).mapToObj(form).collect(Collectors.joining(glue));
  }

  /**
   * Something of each column by its number on the fallback, joined by commas: NULL for the numbers
   * of what is not carried. A column keeps its number, whatever becomes of the others.
   */
  String byNumber(IntFunction<String> form) {
    String[] all = new String[fallback.stored().stream().mapToInt(Column::number).max().orElse(0)];
    Arrays.fill(all, "NULL");
    for (int i = 1; i <= width(); i++) {
      all[fallback.stored().get(journalPosition(i) - 1).number() - 1] = form.apply(i);
    }
    return String.join(", ", all);
  }

  /** {@code o1, o2, ...} with whatever stands before. */
  String list(String prefix) {
    return each(", ", i -> prefix + i);
  }

  /** The columns' names, each with whatever stands before. */
  String names(String prefix) {
    return each(", ", i -> prefix + column(i).sql());
  }

  int keyWidth() {
    return primary.key().size();
  }

  /** The key's columns, in the key's order, with the primary's types. */
  List<Column> key() {
    return primary.keyColumns();
  }

  boolean isKey(int position) {
    return primary.key().contains(column(position).name());
  }

  String eachKey(String glue, IntFunction<String> form) {
    return IntStream.rangeClosed(1, keyWidth()).mapToObj(form).collect(Collectors.joining(glue));
  }

  /** {@code k1, k2, ...} with whatever stands before. */
  String keyList(String prefix) {
    return eachKey(", ", i -> prefix + "k" + i);
  }

  /** The natural keys of which a round carries all columns. */
  List<List<String>> carriedNaturalKeys() {
    return naturalKeys.stream()
        .filter(columns -> columns.stream().allMatch(column -> position(column) > 0))
        .toList();
  }

  /** Joins a row of the table with something that has its key as k1, k2, .... */
  String keyIs(String row, String other) {
    return eachKey(" AND ", i -> row + "." + key().get(i - 1).sql() + " = " + other + ".k" + i);
  }

  /** Joins two things that both have the key as k1, k2, .... */
  String sameKey(String one, String other) {
    return eachKey(" AND ", i -> one + ".k" + i + " = " + other + ".k" + i);
  }

  /**
   * The positions of the columns that merge as one with this one, itself among them: those of a
   * foreign key of several columns mean one row together, and such keys may share columns.
   */
  NavigableSet<Integer> together(int position) {
    NavigableSet<Integer> all = new TreeSet<>(Set.of(position));
    int before;
    do {
      before = all.size();
      for (ForeignKey reference : primary.foreignKeys()) {
        List<Integer> its =
            reference.columns().stream().map(this::position).filter(i -> i > 0).toList();
        if (its.stream().anyMatch(all::contains)) {
          all.addAll(its);
        }
      }
    } while (all.size() > before);
    return all;
  }

  /**
   * The positions of what refers to a table by a foreign key, in the order of that table's key.
   *
   * @return nothing when the foreign key does not refer to the primary key, or is not carried
   */
  List<Integer> referring(ForeignKey reference, TablePlan target) {
    List<Integer> positions = new ArrayList<>();
    for (String column : target.primary().key()) {
      int at = reference.targetColumns().indexOf(column);
      int position = at < 0 ? 0 : position(reference.columns().get(at));
      if (position == 0) {
        return List.of();
      }
      positions.add(position);
    }
    return positions;
  }

  /** A position by the column's name; 0 when it is not carried. */
  int position(String column) {
    for (int i = 1; i <= width(); i++) {
      if (column(i).name().equals(column)) {
        return i;
      }
    }
    return 0;
  }

  /** Where a column of this plan stands in the fallback's journal: its images are by that. */
  int journalPosition(int position) {
    List<Column> stored = fallback.stored();
    Function<Integer, Boolean> same = i -> stored.get(i).name().equals(column(position).name());
    return 1 + IntStream.range(0, stored.size()).filter(same::apply).findFirst().orElseThrow();
  }

  /** How COPY carries its rows: in binary form where both sides have the same plain types. */
  String format() {
    return CopyPipe.format(plain());
  }

  /** Whether both sides have the same types, all of them plain ones that every server has. */
  boolean plain() {
    return columns.stream()
        .allMatch(
            column -> {
              Column here = fallback.column(column.name()).orElseThrow();
              return column.binarySafe() && here.binarySafe() && column.type().equals(here.type());
            });
  }
}
