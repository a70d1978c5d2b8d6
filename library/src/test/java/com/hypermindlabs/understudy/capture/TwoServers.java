package com.hypermindlabs.understudy.capture;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A primary and a fallback for tests, with the roles that the real ones have; both empty, the
 * fallback with its gate installed and closed.
 *
 * <p>On the primary an ordinary role owns the database, and another one writes to its tables. On
 * the fallback the owner may set session_replication_role, and the application's role may only
 * change rows. Databases are dropped on close, servers are left alone.
 */
public final class TwoServers implements AutoCloseable {
  private static final String SECRET = "s3cret";
  private static final Map<String, String> THROUGH_POOLERS = Map.of("prepareThreshold", "0");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int FIRST_WITH_PARAMETER_RIGHTS = 15;
  private static final Map<TestServer, Map<String, TestDatabase>> TEMPLATES = new HashMap<>();

  private final TestDatabase primary;
  private final TestDatabase fallback;
  private final GateTable gate;
  private final Map<Object, Reuse> reused = new ConcurrentHashMap<>();

  private TwoServers(TestServer primaryServer, TestServer fallbackServer, boolean replicaRole) {
    this.primary = copy(primaryServer, "primary_owner", TwoServers::createPrimary);
    String owner = replicaRole ? "fallback_owner" : "fallback_ordinary";
    this.fallback =
        copy(fallbackServer, owner, server -> createFallback(server, owner, replicaRole));
    this.gate = gate(target(fallbackOwner()));
    try {
      // Two sites of one primary are told apart by it.
      run(fallback(), "UPDATE understudy.site SET id = gen_random_uuid()");
    } catch (SQLException e) {
      throw new IllegalStateException("make a copy a site of its own", e);
    }
  }

  /** As one that is made when the first is asked for on that server. */
  private static TestDatabase copy(
      TestServer server, String owner, Function<TestServer, TestDatabase> original) {
    TestDatabase template;
    synchronized (TEMPLATES) {
      template =
          TEMPLATES
              .computeIfAbsent(server, any -> new HashMap<>())
              .computeIfAbsent(owner, any -> server.freeze(original.apply(server)));
    }
    TestDatabase database = server.createDatabase(template);
    server.execute("ALTER DATABASE " + database.name() + " OWNER TO " + owner);
    return database.as(owner, SECRET);
  }

  /** Both as databases of the JVM's shared server. */
  public static TwoServers shared() {
    return on(TestServer.shared(), TestServer.shared());
  }

  /** On these servers, which may be of different versions, or the same one twice. */
  public static TwoServers on(TestServer primary, TestServer fallback) {
    return new TwoServers(primary, fallback, true);
  }

  /** As an existing server whose role may not set session_replication_role. */
  public static TwoServers withoutReplicaRole(TestServer primary, TestServer fallback) {
    return new TwoServers(primary, fallback, false);
  }

  /** The primary as the role that owns database and tables; it may not do more. */
  public TestDatabase primaryOwner() {
    return primary.as("primary_owner", SECRET);
  }

  /** The primary as another role, which may change rows of every table. */
  public TestDatabase primaryOther() {
    return primary.as("primary_other", SECRET);
  }

  /** The fallback as the tables' owner, without the setting that lets it past the gate. */
  public TestDatabase fallbackOwner() {
    return fallback;
  }

  /** The fallback as the application. */
  public TestDatabase fallbackApplication() {
    return fallback.as("fallback_application", SECRET);
  }

  /** Connections to the primary as ours. */
  public Link primary() {
    return link(target(primaryOwner()), THROUGH_POOLERS, "understudy/test");
  }

  /** The same by another way. */
  public Link primary(FaultProxy way) {
    return link(target(primaryOwner(), way.host(), way.port()), THROUGH_POOLERS, "understudy/test");
  }

  /** Connections to the fallback as ours, past the gate. */
  public Link fallback() {
    return fallback("understudy/test");
  }

  /** The same by another way. */
  public Link fallback(FaultProxy way) {
    return link(
        target(fallbackOwner(), way.host(), way.port()), GateTable.APPLY, "understudy/test");
  }

  /** The same with an application's name of one's own. */
  public Link fallback(String applicationName) {
    return link(target(fallbackOwner()), GateTable.APPLY, applicationName);
  }

  /** Connections to the fallback as a migration has them. */
  public Link migration() {
    return link(target(fallbackOwner()), GateTable.MIGRATION, "understudy/test");
  }

  /** The fallback's gate. */
  public GateTable gate() {
    return gate;
  }

  /** The same by another way, to be closed by whoever asks. */
  public GateTable gate(FaultProxy way) {
    return gate(target(fallbackOwner(), way.host(), way.port()));
  }

  /** Opens the gate, whatever the epoch. */
  public void openGate() throws SQLException {
    gate.open(gate.read().epoch(), "test");
  }

  /** Runs statements as a migration does: as the owner, on both sides. */
  public void migrate(String... statements) throws SQLException {
    run(primary(), statements);
    run(fallback(), statements);
  }

  /** Runs statements as the primary's owner, each for itself. */
  public void onPrimary(String... statements) throws SQLException {
    run(primary(), statements);
  }

  /** Runs statements as the application on the fallback, each for itself. */
  public void asApplication(String... statements) throws SQLException {
    run(again(fallbackApplication()), statements);
  }

  /** Runs statements as another writer on the primary, each for itself. */
  public void asOther(String... statements) throws SQLException {
    run(again(primaryOther()), statements);
  }

  /** Sessions of that role which serve again, for what a test does beside the product. */
  public Link again(TestDatabase database) {
    return reused.computeIfAbsent(database, any -> new Reuse(database::connect))::open;
  }

  /** The same for the sessions of a link of ours; another link as it is. */
  public static Link again(Link link) {
    return link instanceof Way way ? way.again() : link;
  }

  /** Runs statements over one session, each for itself. */
  public static void run(Link link, String... statements) throws SQLException {
    try (Connection connection = again(link).open();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The rows of a query, its columns as text joined by {@code |}, NULL as {@code -}. */
  public static List<String> rows(Link link, String query) throws SQLException {
    try (Connection connection = again(link).open()) {
      return rows(connection, query);
    }
  }

  /** The same over a connection that is there. */
  public static List<String> rows(Connection connection, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      int width = row.getMetaData().getColumnCount();
      while (row.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
          String value = row.getString(i);
          values.add(value == null ? "-" : value);
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }

  /** A target for what takes no {@link Link}. */
  public static ConnectionTarget target(TestDatabase database) {
    return target(database, database.server().host(), database.server().port());
  }

  /** The same by way of something that passes on to it. */
  public static ConnectionTarget target(TestDatabase database, String host, int port) {
    return new ConnectionTarget(
        new Endpoint(host, port),
        database.name(),
        database.user(),
        Secret.of(database.password()),
        Map.of());
  }

  @Override
  public void close() {
    gate.close();
    reused.values().forEach(Reuse::close);
    primary.server().drop(primary);
    fallback.server().drop(fallback);
  }

  private static ConnectionFactory factory(String applicationName) {
    return new ConnectionFactory(
        applicationName, new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));
  }

  private static GateTable gate(ConnectionTarget owner) {
    return new GateTable(factory("understudy/test"), owner, PATIENCE);
  }

  private Link link(
      ConnectionTarget target, Map<String, String> properties, String applicationName) {
    return new Way(reused, target, properties, applicationName);
  }

  /** A link of ours: each of its sessions is new, as the product's are. */
  private record Way(
      Map<Object, Reuse> reused,
      ConnectionTarget target,
      Map<String, String> properties,
      String applicationName)
      implements Link {
    @Override
    public Connection open() throws SQLException {
      return factory(applicationName).open(target, properties);
    }

    Link again() {
      List<Object> sessions =
          List.of(target.endpoint(), target.user(), properties, applicationName);
      return reused.computeIfAbsent(sessions, any -> new Reuse(this))::open;
    }
  }

  private static TestDatabase createPrimary(TestServer server) {
    server.createRole("primary_owner", "NOSUPERUSER", SECRET);
    server.createRole("primary_other", "NOSUPERUSER", SECRET);
    TestDatabase database = server.createDatabase();
    asSuperuser(
        database,
        "ALTER SCHEMA public OWNER TO primary_owner",
        "GRANT USAGE ON SCHEMA public TO primary_other",
        "ALTER DEFAULT PRIVILEGES FOR ROLE primary_owner"
            + " GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON TABLES TO primary_other",
        "ALTER DEFAULT PRIVILEGES FOR ROLE primary_owner GRANT USAGE ON SEQUENCES TO primary_other");
    return database;
  }

  private static TestDatabase createFallback(TestServer server, String owner, boolean replicaRole) {
    boolean old = server.major() < FIRST_WITH_PARAMETER_RIGHTS;
    server.createRole(owner, replicaRole && old ? "SUPERUSER" : "NOSUPERUSER", SECRET);
    server.createRole("fallback_application", "NOSUPERUSER", SECRET);
    if (replicaRole && !old) {
      server.execute("GRANT SET ON PARAMETER session_replication_role TO " + owner);
    }
    server.execute("GRANT pg_signal_backend, pg_read_all_stats TO " + owner);
    TestDatabase database = server.createDatabase();
    server.execute("ALTER DATABASE " + database.name() + " OWNER TO " + owner);
    String defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE " + owner + " GRANT ";
    asSuperuser(
        database,
        "ALTER SCHEMA public OWNER TO " + owner,
        "GRANT USAGE ON SCHEMA public TO fallback_application",
        defaults + "SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON TABLES TO fallback_application",
        defaults + "USAGE, SELECT, UPDATE ON SEQUENCES TO fallback_application",
        defaults + "EXECUTE ON ROUTINES TO fallback_application",
        "CREATE SCHEMA understudy AUTHORIZATION " + owner);
    try (GateTable gate = gate(target(database.as(owner, SECRET)))) {
      gate.install();
    } catch (SQLException e) {
      throw new IllegalStateException("install the gate", e);
    }
    return database;
  }

  private static void asSuperuser(TestDatabase database, String... statements) {
    try {
      run(database::connect, statements);
    } catch (SQLException e) {
      throw new IllegalStateException("prepare " + database, e);
    }
  }
}
