package com.hypermindlabs.understudy.mirror;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The fallback's sequences that no column has as its default or its own: which rows have their
 * numbers, nobody can tell.
 */
public final class UnfedSequences {
  // One with a single number is used up: that is the primary's last, or was never given.
  private static final String GIVEN =
      "SELECT u.name, g.last, p.seqincrement > 0 FROM ("
          + SequenceCatalog.UNFED
          + ") u JOIN pg_sequence p ON p.seqrelid = u.oid CROSS JOIN LATERAL"
          + " (SELECT CASE WHEN has_sequence_privilege(p.seqrelid, 'SELECT, USAGE') THEN"
          + " pg_sequence_last_value(p.seqrelid) END) g (last)"
          + " WHERE g.last IS NOT NULL AND NOT p.seqcycle AND p.seqmin < p.seqmax";

  private UnfedSequences() {}

  /**
   * What one has given.
   *
   * @param name of the sequence, for statements
   * @param last the last number
   * @param up whether it counts up
   */
  public record Given(String name, long last, boolean up) {}

  /**
   * Those that have given any. One that begins again at its end is not among them: it comes by all
   * numbers whatever is done.
   *
   * @param fallback a connection as the owner of its tables
   * @throws SQLException when it cannot be asked
   */
  public static List<Given> given(Connection fallback) throws SQLException {
    List<Given> given = new ArrayList<>();
    try (Statement statement = fallback.createStatement();
        ResultSet row = statement.executeQuery(GIVEN)) {
      while (row.next()) {
        given.add(new Given(row.getString(1), row.getLong(2), row.getBoolean(3)));
      }
    }
    return given;
  }
}
