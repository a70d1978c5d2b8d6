package com.hypermindlabs.understudy.assistant.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The extension pgvector on the server that is spoken to now, looked up for each use: the next
 * connection may lead to a server without it.
 *
 * @param schema the schema of its type and operators, quoted for use in a statement
 * @param version its version, as "0.8.0"
 */
public record VectorExtension(String schema, String version) {
  /** Its index takes no more dimensions. */
  private static final int MOST_DIMENSIONS = 2000;

  private static final String INSTALLED =
      """
      SELECT quote_ident(nspname) AS schema, extversion
        FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
       WHERE extname = 'vector' AND has_schema_privilege(pg_namespace.oid, 'USAGE')
      """;

  /** The extension, when it is installed in this database and may be used by this role. */
  public static Optional<VectorExtension> of(Handle handle) {
    return handle.createQuery(INSTALLED).map((row, context) -> read(row)).findOne();
  }

  /** The same of a plain connection, where nothing else is asked of Jdbi. */
  public static Optional<VectorExtension> of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(INSTALLED)) {
      return row.next() ? Optional.of(read(row)) : Optional.empty();
    }
  }

  private static VectorExtension read(ResultSet row) throws SQLException {
    return new VectorExtension(row.getString(1), row.getString(2));
  }

  /** The name of the index on embeddings of a dimension. */
  public static String indexName(int dimension) {
    return "knowledge_passage_hnsw_" + dimension;
  }

  /** Whether its index can hold embeddings of a dimension. */
  public static boolean indexable(int dimension) {
    return dimension >= 1 && dimension <= MOST_DIMENSIONS;
  }

  /** Whether a finished index on embeddings of a dimension is there. */
  boolean indexed(Handle handle, int dimension) {
    return handle
        .createQuery(
            """
            SELECT indisvalid
              FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
             WHERE indrelid = to_regclass('knowledge_passage') AND relname = :name
            """)
        .bind("name", indexName(dimension))
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }

  /** The expression that the index is on; a query has to use the very same. */
  public String expression(int dimension) {
    return "(embedding::" + schema + ".vector(" + dimension + "))";
  }

  /** The operator of the distance between directions. */
  String distance() {
    return "OPERATOR(" + schema + ".<=>)";
  }

  /** Settings, for the transaction, that let the index look on until a filter is satisfied. */
  List<String> settings(int limit) {
    String breadth =
        "SELECT set_config('hnsw.ef_search', '"
            + Math.max(100, Math.min(1000, limit * 2))
            + "', true)";
    return looksOn()
        ? List.of(breadth, "SELECT set_config('hnsw.iterative_scan', 'strict_order', true)")
        : List.of(breadth);
  }

  private boolean looksOn() {
    String[] parts = version.split("\\D+", 3);
    return parts.length > 1 && (Integer.parseInt(parts[0]) > 0 || Integer.parseInt(parts[1]) >= 8);
  }
}
