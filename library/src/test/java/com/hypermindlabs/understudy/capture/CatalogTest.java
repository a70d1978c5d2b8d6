package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.Column.Identity;
import com.hypermindlabs.understudy.capture.TableShape.Kind;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogTest {
  private static final List<TestServer> SERVERS = new ArrayList<>();

  @BeforeAll
  static void start() {
    TestServer.everyVersion().forEach(binaries -> SERVERS.add(TestServer.start(binaries)));
  }

  @AfterAll
  static void stop() {
    SERVERS.forEach(TestServer::close);
  }

  static List<TestServer> servers() {
    return SERVERS;
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void tellsKeysColumnsAndReferences(TestServer server) throws SQLException {
    try (Connection connection = server.createDatabase().connect()) {
      run(
          connection,
          "CREATE TABLE parent (a int, \"B b\" text, PRIMARY KEY (\"B b\", a), c int UNIQUE)",
          "CREATE TABLE child (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int, b text,"
              + " twice int GENERATED ALWAYS AS (a * 2) STORED, s serial, r real[], i interval,"
              + " FOREIGN KEY (b, a) REFERENCES parent ON DELETE CASCADE DEFERRABLE)",
          "CREATE TABLE moved (id bigserial PRIMARY KEY, other bigserial, drawn bigserial)",
          "CREATE SEQUENCE another",
          "ALTER TABLE moved ALTER id SET DEFAULT nextval('another'), ALTER drawn DROP DEFAULT");
      Map<String, TableShape> tables = tables(connection);

      TableShape parent = tables.get("parent");
      assertThat(parent.key()).containsExactly("B b", "a");
      assertThat(parent.uniques()).containsExactly(List.of("c"));
      assertThat(parent.unfit()).isNull();
      assertThat(parent.columns()).allMatch(Column::binarySafe);
      TableShape child = tables.get("child");
      assertThat(child.stored()).extracting(Column::name).doesNotContain("twice");
      assertThat(child.column("id").orElseThrow().identity()).isEqualTo(Identity.ALWAYS);
      assertThat(child.column("id").orElseThrow().sequence()).isEqualTo("public.child_id_seq");
      assertThat(child.column("s").orElseThrow().sequence()).isEqualTo("public.child_s_seq");
      assertThat(tables.get("moved").columns())
          .extracting(Column::sequence)
          .containsExactly("public.another", "public.moved_other_seq", "public.moved_drawn_seq");
      assertThat(child.column("r").orElseThrow().binarySafe()).isTrue();
      assertThat(child.columns()).anyMatch(column -> !column.binarySafe());
      ForeignKey reference = child.foreignKeys().get(0);
      assertThat(reference.columns()).containsExactly("b", "a");
      assertThat(reference.targetColumns()).containsExactly("B b", "a");
      assertThat(reference.target()).isEqualTo(parent.name());
      assertThat(reference.onDelete()).isEqualTo(ForeignKey.Action.CASCADE);
      assertThat(reference.deferrable()).isTrue();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void tellsWhatCannotBeProtected(TestServer server) throws SQLException {
    try (Connection connection = server.createDatabase().connect()) {
      run(
          connection,
          "CREATE TABLE keyless (a int)",
          "CREATE TABLE by_number (n numeric PRIMARY KEY)",
          "CREATE DOMAIN amount AS float8",
          "CREATE TABLE by_amount (n amount PRIMARY KEY)",
          "CREATE UNLOGGED TABLE fleeting (a int PRIMARY KEY)",
          "CREATE TYPE mood AS ENUM ('good')",
          "CREATE TABLE by_mood (m mood PRIMARY KEY)",
          "CREATE TABLE base (a int PRIMARY KEY)",
          "CREATE TABLE heir (PRIMARY KEY (a)) INHERITS (base)",
          "CREATE TABLE understudy_change (xid xid8, rel oid, key text[])");
      Map<String, TableShape> tables = tables(connection);

      assertThat(tables.get("keyless").unfit()).contains("no primary key");
      assertThat(tables.get("by_number").unfit()).contains("different values are equal");
      assertThat(tables.get("by_amount").unfit()).contains("different values are equal");
      assertThat(tables.get("fleeting").unfit()).contains("unlogged");
      assertThat(tables.get("by_mood").unfit()).isNull();
      assertThat(tables.get("base").unfit()).contains("inherits");
      assertThat(tables.get("heir").unfit()).contains("inherits");
      assertThat(tables).doesNotContainKey("understudy_change");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void itsFingerprintFollowsEveryChangeThatMatters(TestServer server) throws SQLException {
    try (Connection connection = server.createDatabase().connect()) {
      run(
          connection,
          "CREATE TABLE t (a int PRIMARY KEY, b text)",
          "CREATE TABLE p (a int PRIMARY KEY) PARTITION BY RANGE (a)",
          "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
          "CREATE TRIGGER watch AFTER INSERT ON t EXECUTE FUNCTION f()");
      assertThat(tables(connection).get("t").fingerprint())
          .isEqualTo(tables(connection).get("t").fingerprint());
      for (String change :
          List.of(
              "ALTER TABLE t ADD COLUMN c int",
              "ALTER TABLE t DISABLE TRIGGER watch",
              "ALTER TABLE t ENABLE TRIGGER watch",
              "TRUNCATE t",
              "ALTER TABLE t RENAME COLUMN b TO d")) {
        String before = tables(connection).get("t").fingerprint();
        run(connection, change);
        assertThat(tables(connection).get("t").fingerprint()).as(change).isNotEqualTo(before);
      }
      String before = tables(connection).get("p").fingerprint();
      run(connection, "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9)");
      Map<String, TableShape> tables = tables(connection);
      assertThat(tables.get("p").fingerprint()).isNotEqualTo(before);
      assertThat(tables.get("p").kind()).isEqualTo(Kind.PARTITIONED);
      assertThat(tables.get("p1").kind()).isEqualTo(Kind.PARTITION);
      assertThat(tables.get("p1").parent()).isEqualTo(tables.get("p").name());
      assertThat(tables.get("p").key()).containsExactly("a");
    }
  }

  private static Map<String, TableShape> tables(Connection connection) throws SQLException {
    return Catalog.read(connection).stream()
        .collect(Collectors.toMap(shape -> shape.name().name(), Function.identity()));
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
