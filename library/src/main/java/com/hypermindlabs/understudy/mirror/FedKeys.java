package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.Column;
import com.hypermindlabs.understudy.capture.TableShape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys of the primary that a sequence feeds, as far as an index finds them.
 *
 * @param sequence for statements
 * @param columns that it feeds and that lead a key
 */
record FedKeys(String sequence, List<Fed> columns) {
  FedKeys {
    columns = List.copyOf(columns);
  }

  /** A column and its table, for statements. */
  record Fed(String table, String column) {}

  static FedKeys of(String sequence, TableShape table, Column column) {
    boolean found =
        column.integer() && !table.key().isEmpty() && table.key().get(0).equals(column.name());
    return new FedKeys(
        sequence, found ? List.of(new Fed(table.name().sql(), column.sql())) : List.of());
  }

  /** With the keys of another table. */
  FedKeys and(FedKeys other) {
    List<Fed> all = new ArrayList<>(columns);
    all.addAll(other.columns);
    return new FedKeys(sequence, all);
  }

  /**
   * The last number of a run that a row has.
   *
   * @param up whether the sequence counts up
   */
  Optional<Long> lastWithin(Connection connection, Sequence.Run run, boolean up)
      throws SQLException {
    Optional<Long> last = Optional.empty();
    for (Fed fed : columns) {
      String within =
          "SELECT "
              + (up ? "max" : "min")
              + "("
              + fed.column()
              + ") FROM "
              + fed.table()
              + " WHERE "
              + fed.column()
              + " BETWEEN "
              + run.low()
              + " AND "
              + run.high();
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(within)) {
        row.next();
        long number = row.getLong(1);
        if (!row.wasNull()) {
          last =
              Optional.of(
                  last.isEmpty()
                      ? number
                      : up ? Math.max(last.get(), number) : Math.min(last.get(), number));
        }
      }
    }
    return last;
  }
}
