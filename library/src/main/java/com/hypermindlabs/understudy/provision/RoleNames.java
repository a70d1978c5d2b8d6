package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of roles that a migration may name: it grants to them, or makes them owners. A fallback
 * has stand-ins for those of the primary, which nobody can log in as and nothing was granted to,
 * but for the one of the application's own role. Immutable.
 *
 * @param names all but PostgreSQL's own
 * @param own the one as which the application reads and writes there, and makes its tables mostly
 */
public record RoleNames(List<String> names, String own) {
  /** All stand-ins are in it: who is given a table has to be allowed to make one in its schema. */
  private static final String STAND_INS = "understudy_stand_ins";

  private static final int SHOWN = 5;

  /** Copies the names. */
  public RoleNames {
    names = List.copyOf(names);
  }

  /**
   * Those of a server, in a session of the application's role.
   *
   * @throws SQLException what the server says
   */
  public static RoleNames of(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_'"
                    + " ORDER BY rolname")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_user")) {
      row.next();
      return new RoleNames(names, row.getString(1));
    }
  }

  /** Those that the other has not. */
  RoleNames without(RoleNames others) {
    List<String> left = new ArrayList<>(names);
    left.removeAll(others.names());
    return new RoleNames(left, own);
  }

  /** They cannot be made by us. */
  ProvisionException missing(ConnectionTarget there) {
    List<String> shown = names.subList(0, Math.min(names.size(), SHOWN));
    return new ProvisionException(
        FindingCode.MISSING_RIGHT,
        "migrate the fallback at "
            + there
            + ": a role is named that it lacks; the primary has "
            + String.join(", ", shown)
            + (names.size() > SHOWN ? ", ..." : ""),
        "as a superuser there, for each role that a migration names: CREATE ROLE "
            + Names.quoted(shown.get(0))
            + " NOLOGIN; where it is given tables, also GRANT "
            + Names.quoted(shown.get(0))
            + " TO "
            + Names.quoted(there.user()));
  }

  /**
   * Makes stand-ins of these names, which the server lacks: all of them or none.
   *
   * @param of the server's own
   */
  void standIn(Connection admin, Names of) throws SQLException {
    String owner = Names.quoted(Names.OWNER);
    admin.setAutoCommit(false);
    try (Statement statement = admin.createStatement()) {
      if (RoleNames.of(admin).names().stream().noneMatch(STAND_INS::equals)) {
        statement.execute("CREATE ROLE " + STAND_INS + " NOLOGIN");
      }
      statement.execute(
          "GRANT CREATE ON DATABASE " + Names.quoted(of.database()) + " TO " + STAND_INS);
      for (String schema : Rights.ownedSchemas(admin)) {
        statement.execute(
            "GRANT USAGE, CREATE ON SCHEMA " + Names.quoted(schema) + " TO " + STAND_INS);
      }
      intoNewSchemas(statement, owner);
      for (String name : names) {
        String role = Names.quoted(name);
        statement.execute(
            "CREATE ROLE " + role + " NOLOGIN IN ROLE " + STAND_INS + " ROLE " + owner);
        // What is made in its name is the application's to use, like what the owner makes.
        Rights.byDefault(statement, role, Names.quoted(of.application()));
        intoNewSchemas(statement, role);
      }
      if (names.contains(own)) {
        // One role there, two here: what a dump has given to it (a view, a function with the rights
        // of its owner) uses what migrations make in the owner's name.
        statement.execute("GRANT " + Names.quoted(of.application()) + " TO " + Names.quoted(own));
      }
      admin.commit();
    } catch (SQLException e) {
      admin.rollback();
      throw e;
    } finally {
      admin.setAutoCommit(true);
    }
  }

  private static void intoNewSchemas(Statement statement, String maker) throws SQLException {
    statement.execute(
        "ALTER DEFAULT PRIVILEGES FOR ROLE "
            + maker
            + " GRANT USAGE, CREATE ON SCHEMAS TO "
            + STAND_INS);
  }
}
