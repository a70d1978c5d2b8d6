package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings that a server declares for a role by {@code ALTER ROLE} or {@code ALTER DATABASE},
 * and the schemas in which it looks for a name: what a statement means hangs on them. Immutable.
 *
 * @param values by their names in lower case
 */
public record DeclaredSettings(Map<String, String> values) {
  private static final String SCHEMAS = "search_path";

  /** What our own sessions on the fallback have, too: where the mirror runs checks, for them. */
  private static final Set<String> OF_THE_OWNER = Set.of(SCHEMAS, "timezone");

  /**
   * What names things that one server alone has, would shut the application out or past the guards,
   * or lets commits be lost; how much memory there is, and what is logged, is each server's own.
   */
  private static final Pattern LEFT =
      Pattern.compile(
          "default_transaction_read_only|transaction_read_only|role|session_authorization"
              + "|session_replication_role|row_security|synchronous_commit|client_encoding"
              + "|.*tablespaces?|default_table_access_method|.*_preload_libraries"
              + "|dynamic_library_path|application_name|understudy\\..*"
              + "|.*work_mem|hash_mem_multiplier|temp_buffers|temp_file_limit|max_stack_depth"
              + "|(log|debug|track|tcp|backend|auto_explain|pgaudit)[_.].*");

  /** One element of a list of names. */
  private static final Pattern ELEMENT = Pattern.compile("\"(?:[^\"]|\"\")*\"|[^,\\s\"][^,]*");

  private static final Pattern LIKE_THE_USER = Pattern.compile("\"?\\$user\"?");

  private static final String SPLIT =
      "lower(split_part(c.setting, '=', 1)) AS name,"
          + " substr(c.setting, strpos(c.setting, '=') + 1) AS value"
          + " FROM pg_catalog.pg_db_role_setting s, unnest(s.setconfig) c (setting)";

  /** What is declared in one place goes before another as at a login. */
  private static final String DECLARED =
      "SELECT DISTINCT ON (name) name, value FROM (SELECT s.setrole, s.setdatabase, "
          + SPLIT
          + " WHERE s.setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database d"
          + " WHERE d.datname = current_database())) AND s.setrole IN (0, (SELECT r.oid"
          + " FROM pg_catalog.pg_roles r WHERE r.rolname = session_user))) declared"
          + " ORDER BY name, setrole = 0, setdatabase = 0";

  private static final String PATH =
      "SELECT reset_val, quote_ident(current_user), current_user"
          + " FROM pg_catalog.pg_settings WHERE name = 'search_path'";

  private static final String PRESENT =
      "SELECT "
          + SPLIT
          + " WHERE s.setdatabase = (SELECT d.oid FROM pg_catalog.pg_database d"
          + " WHERE d.datname = current_database()) AND s.setrole = (SELECT r.oid"
          + " FROM pg_catalog.pg_roles r WHERE r.rolname = ?)";

  /** Copies the values. */
  public DeclaredSettings {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /**
   * What holds for the role of this session, but for what is left to each server.
   *
   * @throws SQLException what the server says
   */
  public static DeclaredSettings read(Connection connection) throws SQLException {
    Map<String, String> values = new TreeMap<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(DECLARED)) {
        while (row.next()) {
          values.put(row.getString(1), row.getString(2));
        }
      }
      try (ResultSet row = statement.executeQuery(PATH)) {
        if (row.next()) {
          values.put(SCHEMAS, path(row.getString(1), row.getString(2), row.getString(3)));
        }
      }
    }
    values.keySet().removeIf(name -> LEFT.matcher(name).matches());
    return new DeclaredSettings(values);
  }

  /** The role has another name on the fallback; a schema of ours is none of the application's. */
  private static String path(String path, String quoted, String user) {
    return ELEMENT
        .matcher(path)
        .results()
        .map(element -> element.group().strip())
        .filter(name -> !(user.equals(Names.OWN_SCHEMA) && LIKE_THE_USER.matcher(name).matches()))
        .map(name -> LIKE_THE_USER.matcher(name).matches() ? quoted : name)
        .collect(Collectors.joining(", "));
  }

  /** Those that sessions of the owner's are to have. */
  DeclaredSettings ofTheOwner() {
    Map<String, String> chosen = new TreeMap<>(values);
    chosen.keySet().retainAll(OF_THE_OWNER);
    return new DeclaredSettings(chosen);
  }

  /** Whether these and no others are declared for a role in the database of the connection. */
  boolean stands(Connection connection, ConnectionTarget target) throws SQLException {
    return present(connection, target.user()).equals(values);
  }

  /**
   * Declares them for a role in the database of the connection.
   *
   * @param target the role
   * @param alone whether nobody else declares anything for it there: what is not among these goes
   * @return those that the server does not take, each with what it says
   */
  Map<String, String> declare(Connection admin, ConnectionTarget target, boolean alone)
      throws SQLException {
    Map<String, String> present = present(admin, target.user());
    String role =
        "ALTER ROLE "
            + Names.quoted(target.user())
            + " IN DATABASE "
            + Names.quoted(target.database());
    Map<String, String> refused = new TreeMap<>();
    admin.setAutoCommit(false);
    try (Statement statement = admin.createStatement()) {
      for (Map.Entry<String, String> wanted : values.entrySet()) {
        String name = wanted.getKey();
        if (!wanted.getValue().equals(present.get(name))) {
          try {
            set(admin, role, name, wanted.getValue());
            admin.commit();
          } catch (SQLException e) {
            admin.rollback();
            refused.put(name, String.valueOf(e.getMessage()));
          }
        }
      }
      present.keySet().removeAll(values.keySet());
      for (String name : alone ? present.keySet() : Set.<String>of()) {
        statement.execute(role + " RESET " + parameter(name));
      }
      admin.commit();
    } finally {
      admin.setAutoCommit(true);
    }
    return refused;
  }

  private static void set(Connection admin, String role, String name, String value)
      throws SQLException {
    try (Statement statement = admin.createStatement();
        PreparedStatement local =
            admin.prepareStatement("SELECT pg_catalog.set_config(?, ?, true)")) {
      if (name.equals(SCHEMAS)) {
        // A list of names: as one literal it would be the name of one schema.
        local.setString(1, name);
        local.setString(2, value);
        local.execute();
        statement.execute(role + " SET " + name + " FROM CURRENT");
      } else {
        String text = value.replace("\\", "\\\\").replace("'", "''");
        statement.execute(role + " SET " + parameter(name) + " TO E'" + text + "'");
      }
    }
  }

  /** An extension's name has a point in it. */
  private static String parameter(String name) {
    return Pattern.compile("\\.")
        .splitAsStream(name)
        .map(Names::quoted)
        .collect(Collectors.joining("."));
  }

  private static Map<String, String> present(Connection admin, String role) throws SQLException {
    Map<String, String> present = new TreeMap<>();
    try (PreparedStatement statement = admin.prepareStatement(PRESENT)) {
      statement.setString(1, role);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          present.put(row.getString(1), row.getString(2));
        }
      }
    }
    return present;
  }
}
