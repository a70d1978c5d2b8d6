package com.hypermindlabs.understudy.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What our objects on the primary are called: in a schema of our own, or, where none may be
 * created, in the tables' schema with a prefix. Immutable.
 *
 * @param schema that they are in, unquoted
 * @param prefix of their names, unquoted; empty in a schema of our own
 */
public record OurNames(String schema, String prefix) {
  /** The schema of our own. */
  public static final OurNames OWN = new OurNames("understudy", "");

  private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");
  private static final String LITERAL = "_literal";

  /** Made without a schema: they are in that of their table. */
  private static final Set<String> INDEXES = Set.of("change_xid", "ledger_held", "alias_once");

  /** Those of an installation that is there. */
  public static Optional<OurNames> find(Connection connection) throws SQLException {
    return first(
        connection,
        """
        SELECT n.nspname, CASE WHEN c.relname = 'change' THEN '' ELSE 'understudy_' END
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND (
          (n.nspname = 'understudy' AND c.relname = 'change') OR c.relname = 'understudy_change')
        ORDER BY pg_catalog.pg_has_role(c.relowner, 'USAGE') DESC, c.relname, n.nspname
        LIMIT 1
        """);
  }

  /**
   * Those of an installation that is there, else those that one would have.
   *
   * @throws CaptureException where the role may create them nowhere
   */
  public static OurNames choose(Connection connection) throws SQLException {
    Optional<OurNames> found = find(connection);
    if (found.isPresent()) {
      return found.get();
    }
    return first(
            connection,
            """
            SELECT s.name, s.prefix FROM (
              SELECT 'understudy' AS name, '' AS prefix, 0 AS rank, 0::bigint AS tables
              WHERE CASE WHEN pg_catalog.to_regnamespace('understudy') IS NULL
                THEN pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
                ELSE pg_catalog.has_schema_privilege('understudy', 'CREATE') END
              UNION ALL
              SELECT n.nspname, 'understudy_', 1, -count(c.oid)
              FROM pg_catalog.pg_namespace n
              LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
                AND pg_catalog.pg_has_role(c.relowner, 'USAGE')
              WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                AND pg_catalog.has_schema_privilege(n.oid, 'CREATE')
              GROUP BY n.nspname
            ) s
            ORDER BY s.rank, s.tables, s.name
            LIMIT 1
            """)
        .orElseThrow(
            () ->
                new CaptureException(
                    "install the capture: the role may create nothing in this database",
                    "let its owner run: GRANT CREATE ON DATABASE ... TO the role,"
                        + " or GRANT CREATE ON SCHEMA ... for the tables' schema",
                    null));
  }

  private static Optional<OurNames> first(Connection connection, String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      return row.next()
          ? Optional.of(new OurNames(row.getString(1), row.getString(2)))
          : Optional.empty();
    }
  }

  /** The qualified name of one of our objects, for statements. */
  public String of(String object) {
    return TableName.quoted(schema) + "." + local(object);
  }

  /** Its name without the schema, for statements. */
  public String local(String object) {
    return TableName.quoted(prefix + object);
  }

  /** Its qualified name as a string literal, to be cast to regclass. */
  public String literal(String object) {
    return "'" + of(object).replace("'", "''") + "'";
  }

  /** Whether they are in a schema that holds nothing else. */
  public boolean ownSchema() {
    return prefix.isEmpty();
  }

  /**
   * Puts the names into a text: {@code {change}} becomes the qualified name of change, {@code
   * {change_literal}} the same as a literal. Of an index it is the name alone.
   */
  public String fill(String text) {
    return fill(text, Map.of());
  }

  /** The same with further places, which go before: what is put into them stays as it is. */
  String fill(String text, Map<String, String> places) {
    return PLACE
        .matcher(text)
        .replaceAll(
            found -> {
              @Nullable String value = places.get(found.group(1));
              return Matcher.quoteReplacement(value == null ? named(found.group(1)) : value);
            });
  }

  private String named(String object) {
    if (object.endsWith(LITERAL)) {
      return literal(object.substring(0, object.length() - LITERAL.length()));
    }
    return INDEXES.contains(object) ? local(object) : of(object);
  }
}
