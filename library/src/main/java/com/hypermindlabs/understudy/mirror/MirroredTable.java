package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table that the mirror carries, with its partitions: rows are read from and written to the root.
 *
 * @param primary the root as the primary has it
 * @param fallback the root as the fallback has it
 * @param oids on the primary, of the root and all below it: what the change log names
 * @param fingerprint of all of them
 */
record MirroredTable(TableShape primary, TableShape fallback, List<Long> oids, String fingerprint) {
  MirroredTable {
    oids = List.copyOf(oids);
  }

  TableName name() {
    return primary.name();
  }

  /** What is remembered of it on the fallback: differs when it has to be brought as a whole. */
  String mark() {
    return fingerprint + "/" + fallback.oid();
  }

  /** Whether nothing of it changed that anybody would have to decide about. */
  boolean sameStructure(TableShape now) {
    return primary.kind() == now.kind()
        && primary.key().equals(now.key())
        && primary.columns().equals(now.columns());
  }

  /**
   * The roots among some tables, with what lies below them.
   *
   * @param covered the roots to carry, by name, as the fallback has them
   * @param all every table of the primary
   */
  static List<MirroredTable> of(Map<TableName, TableShape> covered, List<TableShape> all) {
    Map<TableName, List<TableShape>> children = new HashMap<>();
    for (TableShape shape : all) {
      @Nullable TableName parent = shape.parent();
      if (parent != null) {
        children.computeIfAbsent(parent, name -> new ArrayList<>()).add(shape);
      }
    }
    List<MirroredTable> tables = new ArrayList<>();
    for (TableShape shape : all) {
      TableShape fallback = covered.get(shape.name());
      if (fallback != null && shape.parent() == null) {
        List<TableShape> tree = new ArrayList<>(List.of(shape));
        for (int i = 0; i < tree.size(); i++) {
          tree.addAll(children.getOrDefault(tree.get(i).name(), List.of()));
        }
        tables.add(
            new MirroredTable(
                shape,
                fallback,
                tree.stream().map(TableShape::oid).toList(),
                String.join("", tree.stream().map(TableShape::fingerprint).toList())));
      }
    }
    return tables;
  }
}
