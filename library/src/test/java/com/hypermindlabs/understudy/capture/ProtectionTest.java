package com.hypermindlabs.understudy.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.Verdict.State;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is decided on the catalogs of real servers. */
class ProtectionTest {
  private TwoServers servers;

  @BeforeEach
  void createDatabases() {
    servers = TwoServers.shared();
  }

  @AfterEach
  void dropDatabases() {
    servers.close();
  }

  private static List<TableShape> catalog(Link link) throws SQLException {
    try (Connection connection = link.open()) {
      return Catalog.read(connection);
    }
  }

  private Map<String, Verdict> decide(MirrorSettings settings, boolean replicaRole)
      throws SQLException {
    return byName(
        Protection.decide(
            catalog(servers.primary()), catalog(servers.fallback()), settings, replicaRole));
  }

  private static Map<String, Verdict> byName(List<Verdict> verdicts) {
    return verdicts.stream()
        .collect(Collectors.toMap(verdict -> verdict.name().toString(), Function.identity()));
  }

  private static MirrorSettings naming(List<String> exclude, List<String> local) {
    return new MirrorSettings(
        Duration.ofSeconds(1), Duration.ofDays(7), 1 << 30, 10_000, exclude, local);
  }

  private static void closed(@Nullable Verdict verdict, String reason, String remedy) {
    assertThat(verdict).isNotNull();
    assertThat(verdict.state()).as("%s", verdict).isEqualTo(State.CLOSED);
    assertThat(verdict.reason()).contains(reason);
    assertThat(verdict.remedy()).contains(remedy);
  }

  private static void isProtected(@Nullable Verdict verdict) {
    assertThat(verdict).isNotNull();
    assertThat(verdict.state()).as("%s", verdict).isEqualTo(State.PROTECTED);
    assertThat(verdict.primary()).isNotNull();
  }

  @Test
  void whatIsTheSameOnBothSidesIsProtectedWhereverItsColumnsStand() throws Exception {
    servers.onPrimary("CREATE TABLE t (a int, id int PRIMARY KEY, gone int, b text)");
    servers.onPrimary("ALTER TABLE t DROP gone");
    TwoServers.run(servers.fallback(), "CREATE TABLE t (id int PRIMARY KEY, b text, a int)");
    servers.migrate(
        "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE p1 PARTITION OF p DEFAULT");
    Map<String, Verdict> verdicts = decide(MirrorSettings.defaults(), true);
    assertThat(verdicts.keySet()).containsExactlyInAnyOrder("public.t", "public.p");
    isProtected(verdicts.get("public.t"));
    isProtected(verdicts.get("public.p"));
    assertThat(verdicts.get("public.t").reason()).isNull();
  }

  @Test
  void whatNoRoundCanWriteIsClosedWithReasonAndRemedy() throws Exception {
    servers.migrate(
        "CREATE TABLE later (id int PRIMARY KEY DEFERRABLE)",
        "CREATE TABLE ruled (id int PRIMARY KEY)",
        "CREATE TABLE read_by_rule (id int PRIMARY KEY)",
        "CREATE VIEW reading AS SELECT * FROM read_by_rule",
        "CREATE TABLE as_many (id int PRIMARY KEY, " + columns(234, "smallint") + ")",
        "CREATE TABLE too_many (id int PRIMARY KEY, " + columns(235, "smallint") + ")",
        "CREATE TABLE by_many (" + columns(232, "int") + ", PRIMARY KEY (" + names(28) + "))",
        "CREATE TABLE as_wide (id int PRIMARY KEY, " + columns(160, "uuid") + ")",
        "CREATE TABLE too_wide (id int PRIMARY KEY, " + columns(165, "uuid") + ")");
    servers.onPrimary(
        "CREATE RULE r AS ON INSERT TO ruled DO ALSO INSERT INTO read_by_rule VALUES (NEW.id)");
    Map<String, Verdict> verdicts = decide(MirrorSettings.defaults(), true);
    closed(verdicts.get("public.later"), "its primary key is deferrable", "NOT DEFERRABLE");
    closed(verdicts.get("public.ruled"), "on the primary a rule", "trigger");
    isProtected(verdicts.get("public.read_by_rule"));
    isProtected(verdicts.get("public.as_many"));
    closed(verdicts.get("public.too_many"), "too many columns to be merged", "split it");
    closed(verdicts.get("public.by_many"), "too many columns to be merged", "split it");
    isProtected(verdicts.get("public.as_wide"));
    closed(verdicts.get("public.too_wide"), "too wide together to be merged", "split it");
  }

  private static String columns(int count, String type) {
    return IntStream.range(0, count)
        .mapToObj(i -> "c" + i + " " + type)
        .collect(Collectors.joining(", "));
  }

  private static String names(int count) {
    return columns(count, "");
  }

  @Test
  void theHistoryOfAMigrationToolIsEachServersOwnWhateverItIsCalled() throws Exception {
    String flyway =
        "installed_rank int PRIMARY KEY, version varchar(50), description varchar(200), type"
            + " varchar(20), script varchar(1000), checksum int, installed_by varchar(100),"
            + " installed_on timestamp, execution_time int, success bool";
    servers.migrate(
        "CREATE TABLE changes (" + flyway + ")",
        "CREATE TABLE schema_version (version text PRIMARY KEY)",
        "CREATE TABLE \"DATABASECHANGELOG\" (\"ID\" text PRIMARY KEY)",
        "CREATE TABLE steps (id text PRIMARY KEY, author text, filename text, dateexecuted"
            + " timestamp, orderexecuted int, exectype text, md5sum text)",
        "CREATE TABLE turn (\"ID\" int PRIMARY KEY, \"LOCKED\" bool, \"LOCKGRANTED\" timestamp,"
            + " \"LOCKEDBY\" text)",
        "CREATE TABLE schema_versions (id int PRIMARY KEY, script text, success bool)");
    Map<String, Verdict> verdicts = decide(MirrorSettings.defaults(), true);
    for (String own : List.of("changes", "schema_version", "DATABASECHANGELOG", "steps", "turn")) {
      closed(verdicts.get("public." + own), "its own record", "nothing");
    }
    isProtected(verdicts.get("public.schema_versions"));
  }

  @Test
  void whatCannotBeProtectedIsClosedWithReasonAndRemedy() throws Exception {
    servers.migrate(
        "CREATE TABLE keyless (a int)",
        "CREATE TABLE by_number (n numeric PRIMARY KEY)",
        "CREATE UNLOGGED TABLE fleeting (id int PRIMARY KEY)",
        "CREATE TABLE flyway_schema_history (id int PRIMARY KEY)",
        "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE UNLOGGED TABLE p1 PARTITION OF p DEFAULT");
    TwoServers.run(servers.fallback(), "CREATE TABLE here_only (id int PRIMARY KEY)");
    servers.onPrimary(
        "CREATE TABLE there_only (id int PRIMARY KEY)",
        "CREATE TABLE differs (id bigint PRIMARY KEY, a int, b int, c int)",
        "CREATE TABLE rekeyed (a int, b int, PRIMARY KEY (a, b))");
    TwoServers.run(
        servers.fallback(),
        "CREATE TABLE differs (id int PRIMARY KEY, b int NOT NULL, c int, d int)",
        "CREATE TABLE rekeyed (a int, b int, PRIMARY KEY (b, a))");
    Map<String, Verdict> verdicts = decide(MirrorSettings.defaults(), true);
    closed(verdicts.get("public.keyless"), "on the primary it has no primary key", "ADD PRIMARY");
    closed(verdicts.get("public.by_number"), "different values are equal", "uuid");
    closed(verdicts.get("public.fleeting"), "unlogged", "SET LOGGED");
    closed(verdicts.get("public.flyway_schema_history"), "its own record", "nothing");
    closed(verdicts.get("public.p"), "(partition public.p1) it is unlogged", "SET LOGGED");
    closed(verdicts.get("public.here_only"), "the primary has no such table", "migrations");
    closed(verdicts.get("public.rekeyed"), "[a, b] on the primary and [b, a]", "migrations");
    Verdict differs = verdicts.get("public.differs");
    closed(differs, "id is bigint on the primary and integer on the fallback", "extension");
    assertThat(differs.reason())
        .contains("a is on the primary only", "b may be NULL", "d is on the fallback only")
        .doesNotContain("c is");
    assertThat(
            Protection.absences(
                catalog(servers.primary()), catalog(servers.fallback()), MirrorSettings.defaults()))
        .extracting(one -> one.name() + ": " + one.reason())
        .containsExactly("public.there_only: the fallback has no such table");
  }

  @Test
  void aDomainThatIsMadeOfAnotherTypeThereClosesItsTable() throws Exception {
    servers.onPrimary(
        "CREATE DOMAIN code AS varchar(3)", "CREATE TABLE t (id int PRIMARY KEY, a code)");
    TwoServers.run(
        servers.fallback(),
        "CREATE DOMAIN code AS varchar(20)",
        "CREATE TABLE t (id int PRIMARY KEY, a code)");

    closed(
        decide(naming(List.of(), List.of()), true).get("public.t"),
        "a is code, which is made of character varying(3) on the primary and of character"
            + " varying(20) on the fallback",
        "run the migrations");
  }

  @Test
  void aTableOfSomebodyElseIsClosed() throws Exception {
    TwoServers.run(
        servers.primaryOwner().as(TestServer.SUPERUSER, TestServer.PASSWORD)::connect,
        "CREATE TABLE theirs (id int PRIMARY KEY)");
    TwoServers.run(servers.fallback(), "CREATE TABLE theirs (id int PRIMARY KEY)");
    closed(
        decide(MirrorSettings.defaults(), true).get("public.theirs"),
        "our role on the primary does not own it",
        "GRANT");
  }

  @Test
  void aTableThatOurRoleMayNotReadIsClosed() throws Exception {
    servers.migrate(
        "CREATE SCHEMA s",
        "CREATE TABLE s.t (id int PRIMARY KEY)",
        "CREATE TABLE t (id int PRIMARY KEY)",
        "CREATE TABLE added_to (id int PRIMARY KEY)");
    servers.onPrimary(
        "REVOKE ALL ON t FROM primary_owner",
        "REVOKE ALL ON SCHEMA s FROM primary_owner",
        "REVOKE UPDATE, DELETE ON added_to FROM primary_owner");
    Map<String, Verdict> verdicts = decide(MirrorSettings.defaults(), true);
    closed(verdicts.get("public.t"), "on the primary our role may not read it", "GRANT ALL");
    closed(verdicts.get("s.t"), "our role may not read it", "USAGE on its schema");
    isProtected(verdicts.get("public.added_to"));
  }

  @Test
  void aTableCalledAsOursAreIsSomebodysUnlessItIsOurs() throws Exception {
    servers.migrate(
        "CREATE TABLE understudy_notes (id int PRIMARY KEY)",
        "CREATE TABLE understudy_site (id int PRIMARY KEY)");
    Map<String, Verdict> verdicts = decide(MirrorSettings.defaults(), true);
    isProtected(verdicts.get("public.understudy_notes"));
    isProtected(verdicts.get("public.understudy_site"));

    TwoServers.run(
        servers.primary(),
        new OurNames("public", "understudy_")
            .fill("CREATE TABLE {change} (xid xid8, rel oid, key text[])"));
    assertThat(catalog(servers.primary()))
        .extracting(table -> table.name().name())
        .containsExactly("understudy_notes");
  }

  @Test
  void aTableThatIsAPartitionOnTheFallbackAloneIsToldAsAbsent() throws Exception {
    servers.migrate(
        "CREATE TABLE m (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE m_2 PARTITION OF m DEFAULT");
    servers.onPrimary("ALTER TABLE m DETACH PARTITION m_1");
    isProtected(decide(MirrorSettings.defaults(), true).get("public.m"));
    assertThat(
            Protection.absences(
                catalog(servers.primary()), catalog(servers.fallback()), MirrorSettings.defaults()))
        .extracting(one -> one.name() + ": " + one.reason())
        .containsExactly("public.m_1: on the fallback it is a partition of public.m");
  }

  @Test
  void whatTheSettingsNameIsClosedOrLocal() throws Exception {
    servers.migrate(
        "CREATE SCHEMA s",
        "CREATE TABLE s.t (id int PRIMARY KEY)",
        "CREATE TABLE t (id int PRIMARY KEY)",
        "CREATE TABLE cache (k text)");
    Map<String, Verdict> verdicts = decide(naming(List.of("s.t"), List.of("cache")), true);
    closed(verdicts.get("s.t"), "failover.exclude", "failover.local_tables");
    isProtected(verdicts.get("public.t"));
    assertThat(verdicts.get("public.cache").state()).isEqualTo(State.LOCAL);
    assertThat(verdicts.get("public.cache").reason()).contains("stays there");
  }

  @Test
  void aReferenceToWhatIsNotProtectedIsMinded() throws Exception {
    servers.migrate(
        "CREATE TABLE parent (id int PRIMARY KEY)",
        "CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent)",
        "CREATE TABLE grandchild (id int PRIMARY KEY, child int REFERENCES child)");
    MirrorSettings settings = naming(List.of("parent"), List.of());
    Map<String, Verdict> verdicts = decide(settings, true);
    isProtected(verdicts.get("public.child"));
    assertThat(verdicts.get("public.child").reason()).contains("public.parent", "refused");
    assertThat(verdicts.get("public.grandchild").reason()).isNull();
    verdicts = decide(settings, false);
    closed(verdicts.get("public.child"), "refers to public.parent", "protect public.parent first");
    closed(verdicts.get("public.grandchild"), "refers to public.child", "protect public.child");
  }

  @Test
  void withoutTheReplicaRoleWhatActsByItselfIsClosed() throws Exception {
    servers.migrate(
        "CREATE TABLE plain (id int PRIMARY KEY)",
        "CREATE TABLE second (id int PRIMARY KEY, a int UNIQUE)",
        "CREATE TABLE span (id int PRIMARY KEY, r int4range, EXCLUDE USING gist (r WITH &&))",
        "CREATE TABLE cascading (id int PRIMARY KEY, p int REFERENCES plain ON DELETE SET NULL)",
        "CREATE TABLE refers (id int PRIMARY KEY, p int REFERENCES plain)",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TABLE acting (id int PRIMARY KEY)",
        "CREATE TRIGGER f BEFORE INSERT ON acting FOR EACH ROW EXECUTE FUNCTION f()",
        "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE p1 PARTITION OF p DEFAULT",
        "CREATE TRIGGER f BEFORE INSERT ON p1 FOR EACH ROW EXECUTE FUNCTION f()");
    decide(MirrorSettings.defaults(), true).values().forEach(ProtectionTest::isProtected);
    Map<String, Verdict> verdicts = decide(MirrorSettings.defaults(), false);
    isProtected(verdicts.get("public.plain"));
    isProtected(verdicts.get("public.refers"));
    for (String table : List.of("second", "span", "cascading", "acting", "p")) {
      closed(
          verdicts.get("public." + table), "may not switch that off", "session_replication_role");
    }
  }

  @Test
  void aRoleThatMayMakeNoTemporaryTablesProtectsNothing() throws SQLException {
    servers.migrate("CREATE TABLE t (id int PRIMARY KEY)");
    String database = servers.primaryOwner().name();
    TestServer.shared()
        .execute(
            "ALTER DATABASE " + database + " OWNER TO " + TestServer.SUPERUSER,
            "REVOKE TEMPORARY ON DATABASE " + database + " FROM PUBLIC");
    closed(
        decide(MirrorSettings.defaults(), true).get("public.t"),
        "on the primary our role may make no temporary tables",
        "GRANT TEMPORARY ON DATABASE");
  }

  @Test
  void withoutAPrimaryTheFallbackDecidesAlone() throws Exception {
    TwoServers.run(
        servers.fallback(), "CREATE TABLE t (id int PRIMARY KEY)", "CREATE TABLE keyless (a int)");
    Map<String, Verdict> verdicts =
        byName(
            Protection.decide(null, catalog(servers.fallback()), MirrorSettings.defaults(), true));
    assertThat(verdicts.get("public.t").state()).isEqualTo(State.PROTECTED);
    assertThat(verdicts.get("public.t").primary()).isNull();
    closed(verdicts.get("public.keyless"), "on the fallback it has no primary key", "ADD PRIMARY");
  }
}
