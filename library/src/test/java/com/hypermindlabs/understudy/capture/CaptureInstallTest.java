package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureInstallTest {
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void whatSomebodySwitchedOffIsNoticedAndMended(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run(
          "CREATE TABLE t (id int PRIMARY KEY)",
          "CREATE TABLE u (id int PRIMARY KEY)",
          "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
          "CREATE TABLE p1 PARTITION OF p DEFAULT");
      site.protect();
      assertThat(site.missing()).isEmpty();
      site.run(
          "ALTER TABLE t DISABLE TRIGGER understudy_update",
          "ALTER TABLE u ENABLE TRIGGER understudy_delete",
          "ALTER TABLE p1 DISABLE TRIGGER understudy_truncate");
      assertThat(site.missing()).containsExactly("p", "t", "u");
      site.install();
      assertThat(site.missing()).isEmpty();
      site.run("INSERT INTO t VALUES (1)", "UPDATE t SET id = 2", "TRUNCATE p1");
      assertThat(site.logged()).containsExactly("p all", "t 1", "t 2,1");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aLongWriterDelaysTheInstallAndNobodyElse(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server);
        Connection writer = site.link().open();
        Statement statement = writer.createStatement()) {
      site.run("CREATE TABLE t (id int PRIMARY KEY)", "CREATE TABLE u (id int PRIMARY KEY)");
      writer.setAutoCommit(false);
      statement.execute("INSERT INTO t VALUES (1)");
      AtomicBoolean installing = new AtomicBoolean(true);
      CompletableFuture<Integer> others =
          CompletableFuture.supplyAsync(() -> writeWhile(site, installing));
      List<PrimaryCapture.Waiting> waiting = site.install();
      installing.set(false);
      assertThat(waiting).hasSize(1);
      assertThat(waiting.get(0).table()).isEqualTo(TableName.parse("t"));
      assertThat(waiting.get(0).reason()).contains("session").contains("primary_owner");
      assertThat(site.missing()).containsExactly("t");
      // Each waits at most as long as the install waits for its lock.
      assertThat(others.get(20, TimeUnit.SECONDS)).as("writes meanwhile").isPositive();

      PrimaryCapture patient = new PrimaryCapture(site.link(), site.names());
      CompletableFuture<List<PrimaryCapture.Waiting>> install =
          CompletableFuture.supplyAsync(() -> install(patient, site));
      writer.commit();
      assertThat(install.get(20, TimeUnit.SECONDS)).isEmpty();
      assertThat(site.missing()).isEmpty();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aLongWriterDelaysNoInstallThatFindsAllInPlace(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server);
        Connection writer = site.writer();
        Statement statement = writer.createStatement()) {
      statement.execute("INSERT INTO t VALUES (1)"); // has the log in hand, too
      assertThat(site.install()).isEmpty();
      writer.commit();
      assertThat(site.logged()).containsExactly("t 1");
    }
  }

  private static int writeWhile(CaptureSite site, AtomicBoolean running) {
    int written = 0;
    try (Connection connection = site.servers().primaryOther().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = '3s'");
      while (running.get()) {
        statement.execute("INSERT INTO t VALUES (" + (100 + written++) + ")");
      }
      return written;
    } catch (SQLException e) {
      throw new IllegalStateException("write beside the install", e);
    }
  }

  private static List<PrimaryCapture.Waiting> install(PrimaryCapture capture, CaptureSite site) {
    try {
      return capture.install(site.tables());
    } catch (SQLException e) {
      throw new IllegalStateException("install", e);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void theDryRunsStatementsDoTheSameByHand(TestServer server) throws Exception {
    List<String> tables =
        List.of(
            "CREATE TABLE \"T \"\"x'\" (\"the id\" int PRIMARY KEY, v text)",
            "CREATE TABLE p (at timestamptz PRIMARY KEY) PARTITION BY RANGE (at)",
            "CREATE TABLE p1 PARTITION OF p DEFAULT");
    try (CaptureSite installed = new CaptureSite(server);
        CaptureSite byHand = new CaptureSite(server)) {
      for (String table : tables) {
        installed.run(table);
        byHand.run(table);
      }
      installed.install();
      List<String> script = byHand.capture().script(byHand.tables());
      assertThat(traces(byHand)).as("a dry run").isEmpty();
      for (String transaction : script) {
        byHand.run("BEGIN;\n" + transaction + "COMMIT;");
      }
      assertThat(withoutOids(byHand)).isEqualTo(withoutOids(installed));
      assertThat(byHand.missing()).isEmpty();
      byHand.register();
      byHand.run("INSERT INTO \"T \"\"x'\" VALUES (1)");
      assertThat(byHand.logged()).containsExactly("\"T \"\"x'\" 1");

      for (String transaction : byHand.capture().removalScript()) {
        byHand.run("BEGIN;\n" + transaction + "COMMIT;");
      }
      assertThat(traces(byHand)).isEmpty();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void removingLeavesNothing(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      site.run(
          "CREATE TABLE t (id int PRIMARY KEY)",
          "CREATE TABLE gone (id int PRIMARY KEY)",
          "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
          "CREATE TABLE p1 PARTITION OF p DEFAULT");
      List<String> before = everything(site);
      site.protect();
      site.run(
          "INSERT INTO t VALUES (1)", "DROP TABLE gone", "CREATE TABLE gone (id int PRIMARY KEY)");
      site.capture().remove();
      assertThat(traces(site)).isEmpty();
      assertThat(everything(site)).isEqualTo(before);
      site.run("INSERT INTO t VALUES (2)", "INSERT INTO p VALUES (2)");
      site.capture().remove();
      site.protect();
      site.run("INSERT INTO t VALUES (3)");
      assertThat(site.logged()).containsExactly("t 3");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aLockedTableKeepsTheRemovalFromBeginningWithTheRest(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server);
        Connection writer = site.writer();
        Statement statement = writer.createStatement()) {
      statement.execute("INSERT INTO t VALUES (1)");
      assertThatThrownBy(() -> site.capture().remove())
          .isInstanceOf(CaptureException.class)
          .hasMessageContaining("public.t")
          .hasMessageContaining("session");
      writer.commit();
      site.run("INSERT INTO t VALUES (2)");
      assertThat(site.logged()).containsExactly("t 1", "t 2");
      site.capture().remove();
      assertThat(traces(site)).isEmpty();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void whereNoSchemaMayBeCreatedItLivesBesideTheTables(TestServer server) throws Exception {
    try (CaptureSite site = new CaptureSite(server)) {
      String database = site.servers().primaryOwner().name();
      server.execute(
          "ALTER DATABASE " + database + " OWNER TO " + TestServer.SUPERUSER,
          "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC",
          "GRANT CONNECT, TEMPORARY ON DATABASE " + database + " TO primary_owner, primary_other");
      assertThatThrownBy(() -> site.run("CREATE SCHEMA mine"))
          .hasMessageContaining("permission denied");
      site.run("CREATE TABLE t (id int PRIMARY KEY)");
      List<String> before = everything(site);
      site.protect();
      assertThat(site.names()).isEqualTo(new OurNames("public", "understudy_"));
      TwoServers.run(site.servers().primaryOther()::connect, "INSERT INTO t VALUES (1)");
      assertThat(site.logged()).containsExactly("t 1");
      // What runs with the owner's rights is not for the triggers of others.
      assertThatThrownBy(
              () ->
                  TwoServers.run(
                      site.servers().primaryOther()::connect,
                      "CREATE TEMPORARY TABLE mine (id int PRIMARY KEY)",
                      TwoServers.rows(
                              site.link(),
                              "SELECT 'CREATE TRIGGER mine AFTER INSERT ON mine REFERENCING NEW TABLE"
                                  + " AS new_rows EXECUTE FUNCTION ' || oid::regprocedure"
                                  + " FROM pg_proc WHERE proname LIKE '%capture%insert'")
                          .get(0)))
          .hasMessageContaining("permission denied for function");
      try (Connection connection = site.link().open()) {
        assertThat(OurNames.find(connection)).contains(site.names());
      }
      site.capture().remove();
      assertThat(everything(site)).isEqualTo(before);

      server.execute("REVOKE CONNECT ON DATABASE " + database + " FROM PUBLIC");
      site.run("REVOKE ALL ON SCHEMA public FROM PUBLIC, primary_owner");
      assertThatThrownBy(site::capture)
          .isInstanceOfSatisfying(
              CaptureException.class, e -> assertThat(e.hint()).contains("GRANT CREATE"));
    }
  }

  /** Whatever carries our name. */
  private static List<String> traces(CaptureSite site) throws SQLException {
    return everything(site).stream().filter(name -> name.contains("understudy")).toList();
  }

  private static List<String> withoutOids(CaptureSite site) throws SQLException {
    return traces(site).stream().map(name -> name.replaceAll("[0-9]{4,}", "#")).sorted().toList();
  }

  /** All objects of the database, with the texts of functions and triggers. */
  private static List<String> everything(CaptureSite site) throws SQLException {
    return TwoServers.rows(
        site.link(),
        """
        SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
        UNION ALL
        SELECT 'relation ' || c.oid::regclass || ' ' || c.relkind::text FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
        UNION ALL
        SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
        UNION ALL
        SELECT pg_get_triggerdef(oid) || ' ' || tgenabled::text FROM pg_trigger
        ORDER BY 1
        """);
  }
}
