package com.hypermindlabs.understudy.provision;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The extension {@code vector} (pgvector), which speeds up a search and is needed for nothing. */
final class VectorExtension {
  private static final Logger LOG = LoggerFactory.getLogger(VectorExtension.class);

  private VectorExtension() {}

  /** Makes it where the server has it; a server that refuses is as one that lacks it. */
  static void ensure(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean available;
      try (ResultSet rows =
          statement.executeQuery("SELECT FROM pg_available_extensions WHERE name = 'vector'")) {
        available = rows.next();
      }
      if (available) {
        statement.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public");
      }
    } catch (SQLException e) {
      LOG.debug("the extension vector cannot be made", e);
    }
  }

  static Optional<Finding> finding(boolean present) {
    return present
        ? Optional.empty()
        : Optional.of(
            new Finding(
                FindingCode.PGVECTOR_MISSING,
                "the fallback's database has no extension vector: semantic search works without"
                    + " its index, slower on large sets",
                "install pgvector for this PostgreSQL (Debian: postgresql-<major>-pgvector) and run"
                    + " provision again"));
  }
}
