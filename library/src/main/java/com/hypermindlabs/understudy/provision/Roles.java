package com.hypermindlabs.understudy.provision;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The roles and the database, made or brought into shape by a superuser. Safe to repeat. */
record Roles(Names names, Verifiers verifiers) {
  private static final int FIRST_WITH_PARAMETER_RIGHTS = 15;

  /** What all processes of a site need at once, and a person or two. */
  private static final int SLOTS_OF_THE_SITE = 20;

  /** Whether a server's owner role has to be a superuser to set session_replication_role. */
  static boolean ownerIsSuperuser(int major) {
    return major < FIRST_WITH_PARAMETER_RIGHTS;
  }

  void ensure(Connection admin, int major) throws SQLException {
    String owner = Names.quoted(Names.OWNER);
    role(
        admin,
        Names.OWNER,
        (ownerIsSuperuser(major) ? "SUPERUSER" : "NOSUPERUSER") + " NOCREATEDB NOCREATEROLE",
        verifiers.owner());
    role(
        admin,
        names.application(),
        "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT "
            + slotsOfTheApplication(admin),
        verifiers.application());
    try (Statement statement = admin.createStatement()) {
      if (!ownerIsSuperuser(major)) {
        statement.execute("GRANT SET ON PARAMETER session_replication_role TO " + owner);
      }
      // To name and end the sessions that stand in the way of a return.
      statement.execute("GRANT pg_signal_backend, pg_read_all_stats TO " + owner);
      // However it came to that: the application's role is a member of nothing of the owner's.
      statement.execute("REVOKE " + owner + " FROM " + Names.quoted(names.application()));
    }
  }

  /** A large pool of the application's is not to keep the mirror or a return from connecting. */
  private static int slotsOfTheApplication(Connection admin) throws SQLException {
    try (Statement statement = admin.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT greatest(slots - "
                    + SLOTS_OF_THE_SITE
                    + ", slots / 2) FROM CAST(current_setting('max_connections') AS int) slots")) {
      row.next();
      return row.getInt(1);
    }
  }

  void ensureDatabase(Connection admin) throws SQLException {
    String owner = Names.quoted(Names.OWNER);
    String database = Names.quoted(names.database());
    try (Statement statement = admin.createStatement()) {
      if (!exists(admin, "SELECT FROM pg_database WHERE datname = ?", names.database())) {
        statement.execute("CREATE DATABASE " + database + " OWNER " + owner);
      }
      statement.execute("ALTER DATABASE " + database + " OWNER TO " + owner);
      statement.execute(
          "REVOKE ALL ON DATABASE "
              + database
              + " FROM PUBLIC, "
              + Names.quoted(names.application()));
      statement.execute(
          "GRANT CONNECT, TEMPORARY ON DATABASE "
              + database
              + " TO "
              + Names.quoted(names.application()));
      for (String other : new String[] {Names.MAINTENANCE, "template1"}) {
        if (!other.equals(names.database())) {
          statement.execute("REVOKE ALL ON DATABASE " + other + " FROM PUBLIC");
        }
      }
    }
  }

  private static void role(Connection admin, String name, String rights, String verifier)
      throws SQLException {
    boolean there = exists(admin, "SELECT FROM pg_roles WHERE rolname = ?", name);
    try (Statement statement = admin.createStatement()) {
      // A verifier is base64 and needs no quoting.
      statement.execute(
          (there ? "ALTER ROLE " : "CREATE ROLE ")
              + Names.quoted(name)
              + " LOGIN INHERIT "
              + rights
              + " PASSWORD '"
              + verifier
              + "'");
    }
  }

  private static boolean exists(Connection admin, String query, String name) throws SQLException {
    try (PreparedStatement statement = admin.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }
}
