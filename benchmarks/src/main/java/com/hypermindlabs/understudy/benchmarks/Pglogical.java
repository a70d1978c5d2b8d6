package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The extension pglogical, as Debian packages it. */
final class Pglogical implements Peer {
  private static final String NAME = "pglogical";
  private static final String ADMITTED = "output_plugin_libraries";

  private final BenchPrimary primary;
  private final TestDatabase copy;

  Pglogical(BenchPrimary primary, TestServer other) throws Exception {
    this.primary = primary;
    this.copy = Peer.plainCopy(other);
    node(primary.database(), "provider");
    BenchLinks.run(
        primary.link(), "SELECT pglogical.replication_set_add_table('default', 'bench')");
    node(copy, "subscriber");
  }

  /** Whether it is installed for that version; servers have to load it at their start. */
  static boolean isThereFor(int major) {
    return Files.exists(
        Path.of("/usr/share/postgresql", Integer.toString(major), "extension", NAME + ".control"));
  }

  /** Newer minor versions of servers decode with the libraries alone that they are told of. */
  static void admit(TestServer server) throws IOException, SQLException {
    try (Connection connection = server.maintenance().connect();
        Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("SELECT current_setting('" + ADMITTED + "', true)")) {
        if (!row.next() || row.getString(1) == null) {
          return;
        }
        Files.writeString(
            server.data().resolve("postgresql.conf"),
            ADMITTED + " = '" + row.getString(1) + ", pglogical_output'\n",
            StandardOpenOption.APPEND);
      }
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private static void node(TestDatabase database, String name) throws SQLException {
    BenchLinks.run(database::connect, "CREATE EXTENSION pglogical");
    call(database, "SELECT pglogical.create_node(?, ?)", name, BenchLinks.words(database));
  }

  private static void call(TestDatabase database, String sql, String... values)
      throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  @Override
  public void seed() throws SQLException {
    call(
        copy,
        "SELECT pglogical.create_subscription(?, ?, synchronize_structure := false,"
            + " synchronize_data := true)",
        "bench",
        BenchLinks.words(primary.database()));
  }

  @Override
  public void settle() throws SQLException {
    try (Connection connection = copy.connect();
        Statement statement = connection.createStatement()) {
      Await.yes(
          statement, "SELECT status = 'replicating' FROM pglogical.show_subscription_status()");
      Await.yes(
          statement, "SELECT bool_and(sync_status IN ('r', 'y')) FROM pglogical.local_sync_status");
    }
  }

  @Override
  public TestDatabase copy() {
    return copy;
  }

  /** The database stays: while the extension is loaded, the server can drop none. */
  @Override
  public void close() throws SQLException {
    BenchLinks.run(
        copy::connect,
        "SELECT pglogical.drop_subscription('bench', ifexists := true)",
        "SELECT pglogical.drop_node('subscriber', ifexists := true)");
  }
}
