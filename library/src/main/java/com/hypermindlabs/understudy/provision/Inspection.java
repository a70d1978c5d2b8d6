package com.hypermindlabs.understudy.provision;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.server.Version;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Logs in and looks; changes nothing.
 *
 * @param version the server's
 * @param systemIdentifier the cluster's own number
 * @param pgvector whether the database has the extension
 * @param findings what is worth saying
 */
record Inspection(
    Version version, long systemIdentifier, boolean pgvector, List<Finding> findings) {
  private static final String LOOK =
      """
      SELECT current_setting('server_version_num')::int AS version,
             (SELECT system_identifier FROM pg_control_system()) AS identifier,
             EXISTS (SELECT FROM pg_extension WHERE extname = 'vector') AS vector,
             current_setting('fsync') AS fsync,
             current_setting('synchronous_commit') AS synchronous_commit,
             current_setting('transaction_read_only') AS read_only,
             pg_is_in_recovery() AS recovery,
             has_schema_privilege('public', 'CREATE') AS creates,
             has_database_privilege(current_database(), 'CREATE') AS creates_schemas,
             EXISTS (SELECT FROM pg_database d WHERE datname = current_database()
               AND coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') = 'c'
               AND datctype IN ('C', 'POSIX')) AS ascii""";

  private static final String RIGHTS =
      """
      SELECT has_schema_privilege('public', 'USAGE') AS uses,
             has_schema_privilege('public', 'CREATE')
               OR has_database_privilege(current_database(), 'CREATE')
               OR pg_has_role(oid, (SELECT datdba FROM pg_database
                                     WHERE datname = current_database()), 'MEMBER')
               OR rolsuper OR rolcreaterole AS too_much
        FROM pg_roles WHERE rolname = current_user""";

  private static final int TEN_THOUSAND = 10_000;

  /**
   * As the role that owns the tables.
   *
   * @throws ProvisionException when the server cannot take writes or the role cannot make tables
   */
  static Inspection of(ConnectionTarget owner) throws SQLException {
    try (Connection connection = Logins.open(owner);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LOOK)) {
      row.next();
      int number = row.getInt("version");
      Version version = new Version(number / TEN_THOUSAND, number % TEN_THOUSAND);
      require(owner, version, row);
      List<Finding> findings = new ArrayList<>();
      boolean vector = row.getBoolean("vector");
      VectorExtension.finding(vector).ifPresent(findings::add);
      if (row.getString("fsync").equals("off")
          || row.getString("synchronous_commit").equals("off")) {
        findings.add(
            new Finding(
                FindingCode.NOT_DURABLE,
                "commits on "
                    + owner
                    + " can be lost in a crash: fsync or synchronous_commit is"
                    + " off",
                "set both to on"));
      }
      if (row.getBoolean("ascii")) {
        findings.add(letters(owner));
      }
      long identifier = row.getLong("identifier");
      replicaRole(connection, owner, findings);
      return new Inspection(version, identifier, vector, List.copyOf(findings));
    }
  }

  /** As the application's role: can it work, and no more than that? */
  static List<Finding> ofApplication(ConnectionTarget application) throws SQLException {
    try (Connection connection = Logins.open(application);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(RIGHTS)) {
      row.next();
      if (!row.getBoolean("uses")) {
        throw new ProvisionException(
            FindingCode.MISSING_RIGHT,
            "verify " + application + ": the role may not use the schema public",
            "run provision again");
      }
      return row.getBoolean("too_much")
          ? List.of(
              new Finding(
                  FindingCode.RIGHTS_TOO_WIDE,
                  "role " + application.user() + " may do more than read and write rows",
                  "run provision again; take back what was granted to it by hand"))
          : List.of();
    }
  }

  private static void require(ConnectionTarget owner, Version version, ResultSet row)
      throws SQLException {
    if (!version.supported()) {
      throw new ProvisionException(
          FindingCode.VERSION_MISMATCH,
          "use " + owner + ": it is PostgreSQL " + version,
          "PostgreSQL " + Version.OLDEST_MAJOR + " or newer is needed");
    }
    if (row.getBoolean("recovery") || row.getString("read_only").equals("on")) {
      throw new ProvisionException(
          FindingCode.MISSING_RIGHT,
          "use " + owner + ": the server takes no writes (standby or read-only)",
          "name a server that does");
    }
    if (!row.getBoolean("creates") || !row.getBoolean("creates_schemas")) {
      throw new ProvisionException(
          FindingCode.MISSING_RIGHT,
          "use " + owner + ": the role may not create schemas and tables in this database",
          "ALTER DATABASE "
              + Names.quoted(owner.database())
              + " OWNER TO "
              + Names.quoted(owner.user())
              + "; ALTER SCHEMA public OWNER TO "
              + Names.quoted(owner.user()));
    }
  }

  private static Finding letters(ConnectionTarget owner) {
    return new Finding(
        FindingCode.ASCII_LETTERS,
        "lower, upper and ILIKE know the letters of ASCII alone in "
            + owner
            + " (LC_CTYPE is C): where the primary's database knows more, they differ",
        "once nothing waits to be returned: fallback destroy, then provision, on a host with the"
            + " locale C.UTF-8; a server of somebody else's needs a database with LC_CTYPE 'C.UTF-8'");
  }

  private static void replicaRole(
      Connection connection, ConnectionTarget owner, List<Finding> findings) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL session_replication_role = replica");
    } catch (SQLException e) {
      findings.add(
          new Finding(
              FindingCode.REPLICA_ROLE_DENIED,
              "role "
                  + owner.user()
                  + " may not set session_replication_role: tables with a second unique or"
                  + " exclusion constraint, cascades or user triggers stay unprotected",
              "as a superuser (PostgreSQL 15 or newer): GRANT SET ON PARAMETER"
                  + " session_replication_role TO "
                  + Names.quoted(owner.user())));
    } finally {
      connection.rollback();
    }
  }
}
