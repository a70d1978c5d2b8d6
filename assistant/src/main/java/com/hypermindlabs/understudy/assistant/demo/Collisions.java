package com.hypermindlabs.understudy.assistant.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * Rows that both sides change on purpose while they are apart: each kind of collision ends as the
 * policies say. Immutable.
 *
 * @param count how many rows are changed in different columns
 */
record Collisions(int count) {
  private static final String HERE = "said here";
  private static final String THERE = "said there";

  /** The rows, as both sides have them before. */
  void prepare(DataSource source) throws SQLException {
    run(
        source,
        "INSERT INTO member (id, login, display_name, created_at)"
            + " SELECT gen_random_uuid(), 'both-' || n, 'before', now()"
            + " FROM generate_series(1, "
            + count
            + ") n",
        "INSERT INTO member (id, login, display_name, created_at)"
            + " VALUES (gen_random_uuid(), 'overruled', 'before', now())",
        "INSERT INTO community (id, channel, external_id, title, created_at)"
            + " VALUES (gen_random_uuid(), 'web', 'held', 'before', now())");
  }

  /** What the site does on its fallback. */
  void changeHere(DataSource source) throws SQLException {
    run(
        source,
        "UPDATE member SET display_name = '" + HERE + "' WHERE login LIKE 'both-%'",
        "UPDATE member SET display_name = '" + HERE + "' WHERE login = 'overruled'",
        "UPDATE community SET title = '" + HERE + "' WHERE external_id = 'held'");
  }

  /** What somebody else does on the primary. */
  void changeThere(DataSource source) throws SQLException {
    run(
        source,
        "UPDATE member SET telegram_id = 4000 + split_part(login, '-', 2)::int"
            + " WHERE login LIKE 'both-%'",
        "UPDATE member SET display_name = '" + THERE + "' WHERE login = 'overruled'",
        "UPDATE community SET title = '" + THERE + "' WHERE external_id = 'held'");
  }

  /** Whether a server has both changes of every merged row, and the primary's of the others. */
  boolean settled(DataSource server) throws SQLException {
    List<String> wrong =
        Rows.of(
            server,
            "SELECT login FROM member WHERE login LIKE 'both-%'"
                + " AND (display_name <> '"
                + HERE
                + "' OR telegram_id IS NULL)"
                + " UNION ALL SELECT login FROM member WHERE login = 'overruled'"
                + " AND display_name <> '"
                + THERE
                + "' UNION ALL SELECT title FROM community WHERE external_id = 'held'"
                + " AND title <> '"
                + THERE
                + "'");
    return wrong.isEmpty();
  }

  private static void run(DataSource source, String... statements) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }
}
