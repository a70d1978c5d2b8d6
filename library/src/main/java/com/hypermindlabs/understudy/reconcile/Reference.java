package com.hypermindlabs.understudy.reconcile;

import com.hypermindlabs.understudy.capture.ForeignKey;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A foreign key on the primary, with the table that has it.
 *
 * @param child the referring table, protected or not
 * @param key the foreign key
 */
record Reference(TableShape child, ForeignKey key) {
  /** Joins a referring row with the row that it refers to. */
  String joins(String childRow, String parentRow) {
    List<String> columns = key.columns();
    return IntStream.range(0, columns.size())
        .mapToObj(
            i ->
                childRow
                    + "."
                    + TableName.quoted(columns.get(i))
                    + " = "
                    + parentRow
                    + "."
                    + TableName.quoted(key.targetColumns().get(i)))
        .collect(Collectors.joining(" AND "));
  }

  boolean toItself() {
    return child.name().equals(key.target());
  }
}
