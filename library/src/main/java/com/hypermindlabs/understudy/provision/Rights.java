package com.hypermindlabs.understudy.provision;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Who may do what inside the database, set by a superuser connected to it. Safe to repeat.
 *
 * <p>The application's role may read and write rows, TRUNCATE included (it may do so on the
 * primary, and gate and journal cover it), draw from sequences and call functions, in every schema
 * that the owner has or makes, except {@link Names#OWN_SCHEMA}. It may make temporary tables,
 * nothing else.
 */
record Rights(Names names) {
  private static final String ROWS = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE";
  private static final String NUMBERS = "USAGE, SELECT, UPDATE";

  /**
   * @param fresh whether the application's role may be new to what is in the database already; else
   *     rights that a migration took back stay taken back
   */
  void ensure(Connection admin, boolean fresh) throws SQLException {
    admin.setAutoCommit(false);
    String owner = Names.quoted(Names.OWNER);
    String application = Names.quoted(names.application());
    try (Statement statement = admin.createStatement()) {
      statement.execute("ALTER SCHEMA public OWNER TO " + owner);
      statement.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC, " + application);
      statement.execute("GRANT USAGE ON SCHEMA public TO " + application);
      byDefault(statement, owner, application);
      for (String schema : fresh ? ownedSchemas(admin) : List.<String>of()) {
        open(statement, Names.quoted(schema), application);
      }
      close(statement, owner, application);
      new NewTables(Names.OWN_SCHEMA).ensure(statement);
    }
    admin.commit();
    admin.setAutoCommit(true);
  }

  /** What a role makes from here on is the application's to use. */
  static void byDefault(Statement statement, String maker, String application) throws SQLException {
    for (String rights :
        List.of(
            ROWS + " ON TABLES",
            NUMBERS + " ON SEQUENCES",
            "EXECUTE ON ROUTINES",
            "USAGE ON TYPES",
            "USAGE ON SCHEMAS")) {
      statement.execute(
          "ALTER DEFAULT PRIVILEGES FOR ROLE " + maker + " GRANT " + rights + " TO " + application);
    }
  }

  /** For tables that were there before the role or the default rights. */
  private static void open(Statement statement, String schema, String application)
      throws SQLException {
    statement.execute("REVOKE CREATE ON SCHEMA " + schema + " FROM " + application);
    statement.execute("GRANT USAGE ON SCHEMA " + schema + " TO " + application);
    statement.execute(
        "GRANT " + ROWS + " ON ALL TABLES IN SCHEMA " + schema + " TO " + application);
    statement.execute(
        "GRANT " + NUMBERS + " ON ALL SEQUENCES IN SCHEMA " + schema + " TO " + application);
    statement.execute("GRANT EXECUTE ON ALL ROUTINES IN SCHEMA " + schema + " TO " + application);
  }

  /**
   * Default rights reach every schema, and gate and journal are no business of the application's:
   * it cannot name what is in a schema that it may not use.
   */
  private static void close(Statement statement, String owner, String application)
      throws SQLException {
    statement.execute(
        "CREATE SCHEMA IF NOT EXISTS " + Names.OWN_SCHEMA + " AUTHORIZATION " + owner);
    statement.execute(
        "REVOKE CREATE ON SCHEMA " + Names.OWN_SCHEMA + " FROM PUBLIC, " + application);
    if (!inUse(statement)) {
      statement.execute(
          "REVOKE ALL ON SCHEMA " + Names.OWN_SCHEMA + " FROM PUBLIC, " + application);
    }
  }

  /** Once the owner has put something into it, who may use it is the owner's decision. */
  private static boolean inUse(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass AND refobjid = '"
                + Names.OWN_SCHEMA
                + "'::regnamespace LIMIT 1")) {
      return rows.next();
    }
  }

  /** The owner's, but for ours. */
  static List<String> ownedSchemas(Connection admin) throws SQLException {
    List<String> schemas = new ArrayList<>();
    try (PreparedStatement statement =
        admin.prepareStatement(
            "SELECT nspname FROM pg_namespace"
                + " WHERE nspowner = (SELECT oid FROM pg_roles WHERE rolname = ?)"
                + " AND nspname <> ?")) {
      statement.setString(1, Names.OWNER);
      statement.setString(2, Names.OWN_SCHEMA);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          schemas.add(rows.getString(1));
        }
      }
    }
    return schemas;
  }
}
