package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SiteRegisterTest {
  private static final long MEGABYTE = 1 << 20;

  private static CaptureSite site(TestServer server) throws SQLException {
    CaptureSite site = new CaptureSite(server);
    // Integers that lie close together would be one entry.
    site.run("CREATE TABLE t (id text PRIMARY KEY)");
    site.install();
    return site;
  }

  private static MirrorSettings limits(Duration retention, long limit) {
    return new MirrorSettings(
        Duration.ofSeconds(1), retention, limit, 10_000, List.of(), List.of());
  }

  private static String dropped(CaptureSite site, UUID id) throws SQLException {
    try (Connection connection = site.link().open()) {
      return site.sites().find(connection, id).orElseThrow().dropped();
    }
  }

  /** Of a key of one column. */
  private static long keys(CaptureSite site) throws SQLException {
    return Long.parseLong(
        TwoServers.rows(
                site.link(),
                "SELECT count(*) FROM (TABLE understudy.recent UNION ALL TABLE understudy.change) l, unnest(key)")
            .get(0));
  }

  /** Statements that are large enough for each to keep the log small. */
  private static void write(CaptureSite site, int statements) throws SQLException {
    for (int i = 0; i < statements; i++) {
      site.run("INSERT INTO t SELECT gen_random_uuid() FROM generate_series(1, 600)");
    }
  }

  /** Begins a transaction that sees what is there now, to its end. */
  private static void takeSnapshot(Statement statement) throws SQLException {
    statement.getConnection().setAutoCommit(false);
    statement.getConnection().setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    statement.execute("SELECT count(*) FROM t");
  }

  /** As the mirror does once the fallback has durably what the primary has now. */
  private static void current(CaptureSite site, UUID id) throws SQLException {
    site.run(
        "UPDATE understudy.site SET snapshot = pg_current_snapshot()::text WHERE id = '"
            + id
            + "'");
    seen(site, "2 minutes");
  }

  /** When the sites that are waited for were there last: for a minute writers rely on them. */
  private static void seen(CaptureSite site, String ago) throws SQLException {
    site.run(
        "UPDATE understudy.site SET seen = clock_timestamp() - interval '"
            + ago
            + "' WHERE dropped IS NULL");
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void theLogStaysSmallBeforeTheFirstSiteAndAfterTheLast(TestServer server) throws Exception {
    try (CaptureSite site = site(server)) {
      write(site, 6);
      assertThat(keys(site)).as("nobody has read it yet").isEqualTo(600);
      UUID id = site.register();
      write(site, 6);
      assertThat(keys(site)).as("waits for the site").isEqualTo(7 * 600);
      try (Connection connection = site.link().open()) {
        site.sites().forget(connection, id);
      }
      write(site, 4);
      assertThat(keys(site)).as("nobody reads it any more").isEqualTo(600);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void withoutASiteAnOldTransactionKeepsNothingInTheLog(TestServer server) throws Exception {
    try (CaptureSite site = site(server);
        Connection old = site.link().open();
        Statement statement = old.createStatement()) {
      old.setAutoCommit(false);
      statement.execute("INSERT INTO t VALUES ('old')");
      write(site, 6);
      assertThat(keys(site)).isEqualTo(600);
      old.commit();
      assertThat(site.logged()).contains("t old");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aWriterWithAnOlderSnapshotThanTheRegistrationIsLogged(TestServer server) throws Exception {
    try (CaptureSite site = site(server);
        Connection writer = site.link().open();
        Statement statement = writer.createStatement()) {
      takeSnapshot(statement);
      site.register();
      statement.execute("INSERT INTO t VALUES (1)");
      writer.commit();
      assertThat(site.logged()).containsExactly("t 1");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aWriterThatDoesNotSeeTheRegistrationDeletesNothingThatTheSiteNeeds(TestServer server)
      throws Exception {
    try (CaptureSite site = site(server);
        Connection early = site.link().open();
        Statement open = early.createStatement();
        Connection writer = site.link().open();
        Statement statement = writer.createStatement()) {
      early.setAutoCommit(false);
      open.execute("INSERT INTO t VALUES ('early')");
      takeSnapshot(statement);
      site.register(); // from here on it may seed, without that row
      early.commit();
      statement.execute("INSERT INTO t SELECT generate_series(1, 600)"); // keeps the log small
      writer.commit();
      site.run("INSERT INTO t SELECT generate_series(1001, 1600)");
      assertThat(site.logged()).contains("t early");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void whatEverySiteHasIsPrunedByTheWritersThemselves(TestServer server) throws Exception {
    try (CaptureSite site = site(server)) {
      UUID quick = site.register();
      UUID slow = site.register();
      site.run("INSERT INTO t SELECT generate_series(1, 400)");
      current(site, quick);
      site.run("INSERT INTO t SELECT generate_series(1001, 1600)");
      assertThat(keys(site)).as("a site was never seeded").isEqualTo(1000);
      current(site, slow);
      site.run("INSERT INTO t SELECT generate_series(2001, 2600)");
      assertThat(keys(site)).as("behind the slowest").isEqualTo(1200);
      current(site, quick);
      current(site, slow);
      site.run("INSERT INTO t SELECT generate_series(3001, 3600)");
      assertThat(keys(site)).isEqualTo(600);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void statementsOfSomeRowsEachKeepTheLogSmall(TestServer server) throws Exception {
    try (CaptureSite site = site(server)) {
      UUID id = site.register();
      site.run("INSERT INTO t SELECT generate_series(1, 100)");
      for (int i = 0; i < 400; i++) {
        if (i % 20 == 0) {
          current(site, id);
        }
        site.run("UPDATE t SET id = id");
      }
      assertThat(keys(site)).as("of 40,000").isLessThan(20_000);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void writersLeaveTheLogToASiteThatIsThereAndHelpWhereItGrowsNevertheless(TestServer server)
      throws Exception {
    try (CaptureSite site = site(server)) {
      site.run("CREATE TABLE c (a int, b int, PRIMARY KEY (a, b))");
      site.install();
      site.register();
      site.run(pairs(1, 600));
      site.run("UPDATE understudy.site SET snapshot = pg_current_snapshot()::text");
      site.run(pairs(2, 5_000));
      assertThat(TwoServers.rows(site.link(), LOGGED)).containsExactly("5600|5600");
      site.run(pairs(3, 150_000), pairs(4, 5_000));
      assertThat(TwoServers.rows(site.link(), LOGGED)).containsExactly("160000|160000");
    }
  }

  private static final String LOGGED =
      "SELECT count(*), count(DISTINCT key) FROM"
          + " (TABLE understudy.recent UNION ALL TABLE understudy.change) l";

  /** A statement with an entry for each row, of which too many are moved. */
  private static String pairs(int first, int rows) {
    return "INSERT INTO c SELECT " + first + ", generate_series(1, " + rows + ")";
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void whatASiteWaitsForIsMovedOutOfTheWritersWayAndIsThereOnceForEveryReader(TestServer server)
      throws Exception {
    try (CaptureSite site = site(server);
        Connection before = site.link().open();
        Connection meanwhile = site.link().open();
        Connection writer = site.link().open();
        Statement old = before.createStatement();
        Statement young = meanwhile.createStatement();
        Statement mover = writer.createStatement()) {
      site.run("CREATE TABLE c (a int, b int, PRIMARY KEY (a, b))");
      site.install();
      UUID id = site.register();
      seen(site, "2 minutes");
      site.run(pairs(1, 15_000));
      takeSnapshot(old);
      writer.setAutoCommit(false);
      mover.execute(pairs(2, 600));
      assertThat(TwoServers.rows(writer, "SELECT count(*) > 1000 FROM understudy.change"))
          .as("moved some")
          .containsExactly("t");
      takeSnapshot(young);
      writer.commit();
      for (Connection reader : List.of(before, meanwhile)) {
        assertThat(TwoServers.rows(reader, LOGGED)).containsExactly("15000|15000");
        reader.commit();
      }
      assertThat(TwoServers.rows(site.link(), LOGGED)).containsExactly("15600|15600");

      mover.execute(pairs(3, 600));
      writer.rollback();
      assertThat(TwoServers.rows(site.link(), LOGGED)).containsExactly("15600|15600");

      for (int i = 4; i < 8; i++) {
        site.run(pairs(i, 600));
      }
      assertThat(TwoServers.rows(site.link(), LOGGED)).containsExactly("18000|18000");
      assertThat(TwoServers.rows(site.link(), "SELECT count(*) < 11000 FROM understudy.recent"))
          .containsExactly("t");

      current(site, id);
      for (int i = 8; i < 14; i++) {
        site.run(pairs(i, 600));
      }
      assertThat(TwoServers.rows(site.link(), LOGGED)).containsExactly("3600|3600");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void serializableWritersOfDifferentTablesDoNotConflictWhereASiteIsThere(TestServer server)
      throws Exception {
    try (CaptureSite site = site(server);
        Connection one = site.link().open();
        Connection two = site.link().open();
        Statement first = one.createStatement();
        Statement second = two.createStatement()) {
      site.run("CREATE TABLE u (id text PRIMARY KEY)");
      site.install();
      site.register();
      for (Connection each : List.of(one, two)) {
        each.setAutoCommit(false);
        each.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      }
      for (int i = 0; i < 3; i++) {
        first.execute("INSERT INTO t SELECT gen_random_uuid() FROM generate_series(1, 2000)");
        second.execute("INSERT INTO u SELECT gen_random_uuid() FROM generate_series(1, 2000)");
      }
      one.commit();
      two.commit();
      assertThat(keys(site)).isEqualTo(12_000);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void aRolledBackWriterHasPrunedAndDroppedNothing(TestServer server) throws Exception {
    try (CaptureSite site = site(server);
        Connection writer = site.link().open();
        Statement statement = writer.createStatement()) {
      UUID id = site.register(limits(Duration.ofDays(7), MEGABYTE));
      site.run(
          "INSERT INTO t SELECT generate_series(1, 400)",
          "UPDATE understudy.site SET seen = now() - interval '8 days'");
      writer.setAutoCommit(false);
      for (int i = 1; i < 4; i++) {
        statement.execute("INSERT INTO t SELECT generate_series(" + i + "001, " + i + "600)");
      }
      assertThat(TwoServers.rows(writer, "SELECT dropped IS NOT NULL FROM understudy.site").get(0))
          .as("dropped in its own eyes")
          .isEqualTo("t");
      writer.rollback();
      assertThat(dropped(site, id)).isNull();
      assertThat(keys(site)).isEqualTo(400);
      site.run("UPDATE understudy.site SET seen = now()", "INSERT INTO t VALUES (9001)");
      assertThat(keys(site)).as("still logged").isEqualTo(401);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void theLogDoesNotWaitForASiteThatStaysAwayTooLong(TestServer server) throws Exception {
    try (CaptureSite site = site(server)) {
      UUID present = site.register();
      UUID away = site.register(limits(Duration.ofHours(1), MEGABYTE));
      current(site, present);
      site.run("UPDATE understudy.site SET seen = now() - interval '2 hours'");
      site.run("INSERT INTO t SELECT generate_series(1, 600)");
      assertThat(dropped(site, away)).contains("not seen for 01:00:00");
      assertThat(dropped(site, present)).isNull();

      site.run("UPDATE understudy.site SET seen = now() - interval '8 days' WHERE dropped IS NULL");
      site.run("INSERT INTO t SELECT generate_series(1001, 1600)");
      assertThat(dropped(site, present)).isNotNull();
      site.run("INSERT INTO t SELECT generate_series(2001, 2600)");
      assertThat(keys(site)).as("waits for nobody").isEqualTo(600);

      try (Connection connection = site.link().open()) {
        site.sites().register(connection, away, "again", MirrorSettings.defaults());
      }
      assertThat(dropped(site, away)).isNull();
      site.run("INSERT INTO t VALUES (5001)");
      assertThat(site.logged()).contains("t 5001");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void anAbsentSiteIsDroppedWhenTheLogGrowsTooLargeForIt(TestServer server) throws Exception {
    try (CaptureSite site = site(server)) {
      UUID present = site.register(limits(Duration.ofDays(7), MEGABYTE));
      UUID absent = site.register(limits(Duration.ofDays(7), MEGABYTE));
      UUID patient = site.register(limits(Duration.ofDays(7), 1024 * MEGABYTE));
      site.run(
          "UPDATE understudy.site SET snapshot = pg_current_snapshot()::text,"
              + " seen = CASE WHEN id = '"
              + present
              + "' THEN now() - interval '2 minutes' ELSE now() - interval '1 hour' END");
      for (int i = 0; i < 40; i++) {
        site.run("INSERT INTO t SELECT generate_series(" + i + "0001, " + i + "6000)");
      }
      assertThat(dropped(site, absent)).contains("1024 kB");
      assertThat(dropped(site, present)).isNull();
      assertThat(dropped(site, patient)).isNull();
    }
  }

  /** Compiled, what takes milliseconds takes a second, at a writer's cost. */
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void nothingOfOursIsCompiled(TestServer server) throws Exception {
    try (CaptureSite site = site(server)) {
      assertThat(
              TwoServers.rows(
                  site.link(),
                  "SELECT 'jit=off' = ANY (proconfig) FROM pg_proc"
                      + " WHERE pronamespace = 'understudy'::regnamespace AND prorettype = 20"))
          .containsExactly("t", "t");
      try (Connection connection = site.link().open()) {
        connection.setAutoCommit(false);
        Pins.set(connection, Duration.ofSeconds(1));
        try (Statement statement = connection.createStatement();
            ResultSet row = statement.executeQuery("SHOW jit")) {
          row.next();
          assertThat(row.getString(1)).isEqualTo("off");
        }
      }
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource(EveryVersion.SERVERS)
  void registeringAgainKeepsTheNoncesThatTellThePrimary(TestServer server) throws Exception {
    try (CaptureSite site = site(server)) {
      UUID id = site.register();
      UUID nonce = UUID.randomUUID();
      site.run("UPDATE understudy.site SET nonce = '" + nonce + "', snapshot = '1:1:'");
      try (Connection connection = site.link().open()) {
        site.sites().register(connection, id, "again", MirrorSettings.defaults());
        SiteRegister.Entry entry = site.sites().find(connection, id).orElseThrow();
        assertThat(entry.nonce()).isEqualTo(nonce);
        assertThat(entry.snapshot()).isNull();
        assertThat(entry.name()).isEqualTo("again");
      }
    }
  }
}
