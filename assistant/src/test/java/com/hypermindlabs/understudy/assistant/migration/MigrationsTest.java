package com.hypermindlabs.understudy.assistant.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything here runs as an ordinary role that owns its database and nothing else. */
@ParameterizedClass
@MethodSource("com.hypermindlabs.understudy.assistant.TestedServer#all")
class MigrationsTest {
  @Parameter TestedServer server;

  @Test
  void anEmptyDatabaseIsBroughtUpToDateOnceAndStaysSo() {
    TestDatabase database = server.empty();
    SchemaState before = Migrations.validate(database.dataSource());
    assertThat(before.upToDate()).isFalse();
    assertThat(before.pending()).isEqualTo(before.steps()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(before.problems()).isEmpty();
    assertThat(tables(database)).isEmpty();

    SchemaState after = Migrations.run(database.dataSource());

    assertThat(after.upToDate()).isTrue();
    assertThat(after.steps()).hasSameSizeAs(before.steps());
    assertThat(Migrations.run(database.dataSource())).isEqualTo(after);
    assertThat(Migrations.validate(database.dataSource())).isEqualTo(after);
    assertThat(tables(database)).contains("member", "chat_message", "knowledge_passage");
  }

  @Test
  void otherTablesInTheSchemaAreLeftAlone() {
    TestDatabase database = server.empty();
    Rows.run(database, "CREATE TABLE of_somebody_else (id int PRIMARY KEY)");

    assertThat(Migrations.run(database.dataSource()).upToDate()).isTrue();
    assertThat(tables(database)).contains("of_somebody_else", "member");
    assertThat(connectionsOf(database, Migrations::run)).isOne();
  }

  /** Each takes several round trips, and every start of the program asks both servers. */
  @Test
  void whereNothingIsToBeDoneOneConnectionTellsSo() {
    TestDatabase database = server.empty();
    assertThat(connectionsOf(database, Migrations::run)).isGreaterThan(1);

    assertThat(connectionsOf(database, Migrations::run)).isOne();
    assertThat(connectionsOf(database, Migrations::validate)).isOne();

    Rows.run(database, "UPDATE assistant_schema_history SET success = false WHERE version = '2'");
    assertThat(connectionsOf(database, Migrations::validate)).isGreaterThan(1);
  }

  @Test
  void noIndexIsAReasonNotToStart() {
    int needed = connectionsOf(server.empty(), Migrations::run);
    TestDatabase database = server.empty();

    // The last one is for the index.
    DataSource source = counted(database, new AtomicInteger(), needed - 1);

    assertThat(Migrations.run(source).upToDate()).isTrue();
  }

  private static int connectionsOf(TestDatabase database, Consumer<DataSource> work) {
    AtomicInteger connections = new AtomicInteger();
    work.accept(counted(database, connections, Integer.MAX_VALUE));
    return connections.get();
  }

  private static DataSource counted(TestDatabase database, AtomicInteger connections, int most) {
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection")
                  && connections.incrementAndGet() > most) {
                throw new SQLException("too many connections", "53300");
              }
              return method.invoke(database.dataSource(), arguments);
            });
  }

  @Test
  void everyScriptIsKnownByName() throws Exception {
    URL folder = Script.class.getClassLoader().getResource(Script.FOLDER);
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      assertThat(Script.all())
          .extracting(Script::name)
          .containsExactlyInAnyOrderElementsOf(
              files.map(file -> file.getFileName().toString()).toList());
    }
  }

  @Test
  void manyWhoStartAtOnceMigrateOnce() throws Exception {
    TestDatabase database = server.empty();
    int processes = 6;
    CyclicBarrier start = new CyclicBarrier(processes);
    ExecutorService threads = Executors.newFixedThreadPool(processes);
    try {
      List<Future<SchemaState>> runs = new ArrayList<>();
      for (int each = 0; each < processes; each++) {
        runs.add(
            threads.submit(
                () -> {
                  start.await();
                  return Migrations.run(database.dataSource());
                }));
      }
      for (Future<SchemaState> run : runs) {
        assertThat(run.get().upToDate()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void theEmptyHistoryOfAProcessThatDiedIsMadeAnew() {
    TestDatabase database = server.empty();
    Migrations.run(database.dataSource());
    List<String> all = tables(database);
    TestDatabase other = server.empty();
    Rows.run(other, "CREATE TABLE of_somebody_else (id int PRIMARY KEY)");
    Rows.run(
        other,
        "CREATE TABLE assistant_schema_history (installed_rank int PRIMARY KEY,"
            + " version varchar(50), description varchar(200) NOT NULL, type varchar(20) NOT NULL,"
            + " script varchar(1000) NOT NULL, checksum int, installed_by varchar(100) NOT NULL,"
            + " installed_on timestamp NOT NULL DEFAULT now(), execution_time int NOT NULL,"
            + " success bool NOT NULL)");

    assertThat(Migrations.run(other.dataSource()).upToDate()).isTrue();
    assertThat(tables(other)).containsAll(all);
  }

  @Test
  void aStepThatWasChangedAfterItWasAppliedIsReported() {
    TestDatabase database = server.empty();
    Migrations.run(database.dataSource());
    Rows.run(database, "UPDATE assistant_schema_history SET checksum = 1 WHERE version = '2'");

    SchemaState state = Migrations.validate(database.dataSource());

    assertThat(state.upToDate()).isFalse();
    assertThat(state.problems()).singleElement().asString().contains("step 2 (chat)");
    assertThatThrownBy(() -> Migrations.run(database.dataSource()))
        .isInstanceOf(MigrationException.class);
  }

  @Test
  void aNewerProgramsStepsDoNotStopAnOlderOne() {
    TestDatabase database = server.empty();
    Migrations.run(database.dataSource());
    Rows.run(
        database,
        "INSERT INTO assistant_schema_history SELECT 99, '99', 'tomorrow', type, 'V99__tomorrow.sql',"
            + " 5, installed_by, now(), 1, true FROM assistant_schema_history WHERE version = '1'");

    assertThat(Migrations.run(database.dataSource()).upToDate()).isTrue();
  }

  @Test
  void aRoleThatMayNotCreateIsToldSo() {
    TestDatabase database = server.empty();
    Rows.run(
        TestedServer.asSuperuser(database), "REVOKE CREATE ON SCHEMA public FROM PUBLIC, app_role");

    assertThatThrownBy(() -> Migrations.run(TestedServer.asApplication(database).dataSource()))
        .isInstanceOfSatisfying(
            MigrationException.class, e -> assertThat(e.hint()).contains("GRANT CREATE"))
        .hasMessageContaining("no right to create");
    Rows.run(TestedServer.asSuperuser(database), "DROP SCHEMA public");
    assertThatThrownBy(() -> Migrations.run(database.dataSource()))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("no schema of the role's search_path exists");
  }

  /** What mirror and reconcile ask of a table that they protect. */
  @Test
  void everyTableHasAKeyWhoseEqualityIsIdentity() {
    TestDatabase database = server.empty();
    Migrations.run(database.dataSource());

    assertThat(
            Rows.of(
                database,
                """
                SELECT relname FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                   AND relpersistence = 'p'
                   AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = pg_class.oid AND indisprimary)
                """))
        .isEmpty();
    assertThat(
            Rows.of(
                database,
                """
                SELECT DISTINCT relname || '.' || attname || ' ' || format_type(atttypid, NULL)
                  FROM pg_index
                  JOIN pg_class ON pg_class.oid = indrelid
                  JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
                 WHERE indisprimary AND relnamespace = 'public'::regnamespace
                   AND relname <> 'assistant_schema_history'
                   AND NOT (atttypid IN ('uuid'::regtype, 'integer'::regtype, 'bigint'::regtype)
                            OR atttypid = 'text'::regtype
                               AND EXISTS (SELECT FROM pg_collation
                                            WHERE pg_collation.oid = attcollation
                                              AND collisdeterministic))
                """))
        .isEmpty();
    assertThat(Rows.of(database, "SELECT sequencename FROM pg_sequences")).isEmpty();
  }

  private static List<String> tables(TestDatabase database) {
    return Rows.of(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  }
}
