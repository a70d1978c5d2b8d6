package com.hypermindlabs.understudy.random;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A row as it was at one moment.
 *
 * @param values the stored columns as text, in the table's order
 * @param seen the same, but references to rows whose key may change on the way home name the
 *     referenced row by what it is (its tag or natural key) instead of by its key
 */
record Image(List<String> values, List<String> seen) implements Serializable {
  Image {
    values = Collections.unmodifiableList(new ArrayList<>(values));
    seen = Collections.unmodifiableList(new ArrayList<>(seen));
  }

  String value(int column) {
    return values.get(column);
  }

  @Override
  public String toString() {
    return seen.toString();
  }
}
