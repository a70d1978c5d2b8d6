package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What changed rows of the fallback with no trigger of ours told of it: a migration may switch the
 * triggers off, or store a table's rows anew. Such a table is asked for as a whole.
 */
final class UnseenChanges {
  private static final String ASK = Scripts.read(UnseenChanges.class, "journal-unseen.sql");

  private UnseenChanges() {}

  /** Looks at all tables, and remembers how they are now; one at a time, before they are mended. */
  static void ask(Connection connection, JournalPlan plan) throws SQLException {
    List<Integer> numbers = new ArrayList<>();
    List<Long> oids = new ArrayList<>();
    for (TableShape table : plan.tables()) {
      numbers.add(plan.covered(plan.root(table)).n());
      oids.add(table.oid());
    }
    try (PreparedStatement statement = connection.prepareStatement(ASK)) {
      statement.setArray(1, connection.createArrayOf("int4", numbers.toArray()));
      statement.setArray(2, connection.createArrayOf("oid", oids.toArray()));
      statement.executeUpdate();
    }
  }
}
