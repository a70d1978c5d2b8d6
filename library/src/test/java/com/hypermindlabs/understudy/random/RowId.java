package com.hypermindlabs.understudy.random;

import java.io.Serializable;
import java.util.List;

/** A row by table and key, the key as text. */
record RowId(String table, List<String> key) implements Comparable<RowId>, Serializable {
  RowId {
    key = List.copyOf(key);
  }

  @Override
  public int compareTo(RowId other) {
    int tables = table.compareTo(other.table);
    return tables != 0 ? tables : key.toString().compareTo(other.key.toString());
  }

  @Override
  public String toString() {
    return table + key;
  }
}
