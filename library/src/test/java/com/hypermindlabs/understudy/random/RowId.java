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
    int order = table.compareTo(other.table);
    int both = Math.min(key.size(), other.key.size());
    for (int i = 0; i < both && order == 0; i++) {
      order = key.get(i).compareTo(other.key.get(i));
    }
    return order != 0 ? order : Integer.compare(key.size(), other.key.size());
  }

  @Override
  public String toString() {
    return table + key;
  }
}
