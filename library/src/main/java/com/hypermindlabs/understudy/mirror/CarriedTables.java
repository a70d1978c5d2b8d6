package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables that are mirrored, as the primary's catalog was when last looked at.
 *
 * @param list of them
 * @param stamp of the catalog then; empty when it was not looked at by the mirror yet
 */
record CarriedTables(List<MirroredTable> list, String stamp) {
  CarriedTables {
    list = List.copyOf(list);
  }

  /**
   * The same tables as the catalog has them now.
   *
   * @param all the tables of the primary
   * @param newStamp of the catalog that they were read from
   * @return null when one is gone or has another structure, so that somebody has to decide again
   */
  @Nullable CarriedTables now(List<TableShape> all, String newStamp) {
    Map<TableName, TableShape> covered =
        list.stream().collect(Collectors.toMap(MirroredTable::name, MirroredTable::fallback));
    List<MirroredTable> found = MirroredTable.of(covered, all);
    if (found.size() != list.size()) {
      return null;
    }
    Map<TableName, MirroredTable> before =
        list.stream().collect(Collectors.toMap(MirroredTable::name, table -> table));
    for (MirroredTable table : found) {
      MirroredTable was = before.get(table.name());
      if (was == null || !was.sameStructure(table.primary())) {
        return null;
      }
    }
    return new CarriedTables(found, newStamp);
  }

  /** Whether the same rows are stored in the same files, under the same triggers. */
  boolean sameAs(CarriedTables other) {
    return List.copyOf(list).equals(other.list);
  }
}
