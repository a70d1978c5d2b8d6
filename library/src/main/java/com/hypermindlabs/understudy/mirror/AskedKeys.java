package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.capture.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that the refresh list has of one table, a statement's worth at a time: after a migration
 * that fills a column of a large table they are too many to keep. Within a transaction of the
 * fallback's session, one table after the other.
 */
final class AskedKeys implements AutoCloseable {
  private static final int KEYS_A_STATEMENT = 5000;
  private static final String CURSOR = "understudy_asked";

  private final FallbackSession fallback;
  private final boolean any;

  private AskedKeys(FallbackSession fallback, boolean any) {
    this.fallback = fallback;
    this.any = any;
  }

  /** Those that a load names; none of a table that is brought as a whole. */
  static AskedKeys of(Load load, FallbackSession fallback) throws SQLException {
    boolean any = load.asked() > 0 && !load.whole();
    if (any) {
      TableName name = load.table().name();
      fallback.run(
          "DECLARE "
              + CURSOR
              + " NO SCROLL CURSOR FOR SELECT r.key FROM understudy.refresh r"
              + " JOIN understudy.covered c ON c.n = r.n WHERE c.name = "
              + Literals.text(name.sql())
              + " AND r.key <> '{}'");
    }
    return new AskedKeys(fallback, any);
  }

  /** The next of them, as text in the key's order; empty when there are no more. */
  List<List<String>> next() throws SQLException {
    List<List<String>> keys = new ArrayList<>();
    if (any) {
      try (Statement statement = fallback.connection().createStatement();
          ResultSet row = statement.executeQuery("FETCH " + KEYS_A_STATEMENT + " FROM " + CURSOR)) {
        while (row.next()) {
          keys.add(List.of((String[]) row.getArray(1).getArray()));
        }
      }
    }
    return keys;
  }

  @Override
  public void close() throws SQLException {
    if (any) {
      fallback.run("CLOSE " + CURSOR);
    }
  }
}
