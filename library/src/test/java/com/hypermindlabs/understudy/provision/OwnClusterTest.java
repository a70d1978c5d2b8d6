package com.hypermindlabs.understudy.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.server.EmbeddedBinaries;
import com.hypermindlabs.understudy.server.InstalledBinaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
class OwnClusterTest {
  private static final Map<ProvisionMode, StateFolder> SHARED = new EnumMap<>(ProvisionMode.class);

  @AfterAll
  static void close() throws IOException {
    for (StateFolder folder : SHARED.values()) {
      folder.close();
    }
  }

  @Test
  void loginsAreQuickWhereThePasswordIsRandomAndSlowToGuessWhereItWasChosen() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      assertThat(rounds(folder, StateFolder.settings(ProvisionMode.EMBEDDED)))
          .isEqualTo("understudy_admin 1, understudy_app 1, understudy_owner 1");
      assertThat(rounds(folder, StateFolder.settings(ProvisionMode.EMBEDDED, "chosen", null)))
          .isEqualTo("understudy_admin 1, understudy_app 4096, understudy_owner 1");
    }
  }

  @Test
  void aPoolThatTakesAllItCanLeavesSlotsForTheSite() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      Provisioner provisioner = folder.with(StateFolder.settings(ProvisionMode.EMBEDDED));
      ConnectionTarget admin = admin(folder, provisioner.provision());
      assertThat(Works.ask(admin, "SHOW max_connections")).isEqualTo("400");
      Works.run(admin, "ALTER SYSTEM SET max_connections = 30");
      provisioner.stop();
      FallbackServer server = provisioner.provision();
      List<Connection> pool = new ArrayList<>();
      try {
        assertThatThrownBy(
                () -> {
                  while (pool.size() < 30) {
                    pool.add(Logins.open(server.application()));
                  }
                })
            .isInstanceOf(SQLException.class)
            .extracting(refused -> ((SQLException) refused).getSQLState())
            .isEqualTo("53300");
        assertThat(pool).hasSize(15);
        for (int i = 0; i < 10; i++) {
          pool.add(Logins.open(server.owner()));
        }
      } finally {
        for (Connection connection : pool) {
          connection.close();
        }
      }
    }
  }

  /** How often each login's password is hashed. */
  private static String rounds(StateFolder folder, FallbackSettings settings) throws Exception {
    FallbackServer server = folder.with(settings).provision();
    Works.fully(server);
    return Works.ask(
        admin(folder, server),
        "SELECT string_agg(rolname || ' ' || split_part(split_part(rolpassword, '$', 2), ':', 1),"
            + " ', ' ORDER BY rolname) FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$%'");
  }

  private static ConnectionTarget admin(StateFolder folder, FallbackServer server)
      throws IOException {
    Passwords passwords = Passwords.read(folder.root().resolve("fallback.secret")).orElseThrow();
    return new ConnectionTarget(
        server.owner().endpoint(), "postgres", Names.ADMIN, passwords.admin(), Map.of());
  }

  @ParameterizedTest
  @EnumSource(names = {"EMBEDDED", "INSTALLED"})
  void aProvisionedServerServesRepeatsStopsStartsAndGoes(ProvisionMode mode) throws Exception {
    require(mode);
    try (StateFolder folder = new StateFolder()) {
      Provisioner provisioner = folder.with(StateFolder.settings(mode));
      assertThat(provisioner.start()).isEmpty();
      assertThat(provisioner.status().problem().code()).isEqualTo(FindingCode.NOT_PROVISIONED);

      FallbackServer first = provisioner.provision();
      Works.fully(first);
      assertThat(first.mode()).isEqualTo(mode);
      // The embedded binaries come without it.
      assertThat(mode == ProvisionMode.EMBEDDED && first.pgvector()).isFalse();
      assertThat(first.findings().stream().map(Finding::code).toList())
          .isEqualTo(first.pgvector() ? List.of() : List.of(FindingCode.PGVECTOR_MISSING));
      assertThat(first.owner().user()).isEqualTo("understudy_owner");
      assertThat(first.application().user()).isEqualTo("understudy_app");
      assertThat(provisioner.provision()).isEqualTo(first);
      assertThat(provisioner.verify().server()).isEqualTo(first);

      provisioner.stop();
      LocalStatus stopped = provisioner.status();
      assertThat(stopped.provisioned()).isTrue();
      assertThat(stopped.running()).isFalse();
      assertThat(stopped.problem().code()).isEqualTo(FindingCode.NOT_RUNNING);
      assertThat(provisioner.verify().problem().code()).isEqualTo(FindingCode.NOT_RUNNING);

      assertThat(provisioner.start()).contains(first);
      Works.fully(first);
      LocalStatus running = provisioner.status();
      assertThat(running.running()).isTrue();
      assertThat(running.problem()).isNull();
      assertThat(running.pid()).isPositive();
      assertThat(running.endpoint()).isEqualTo(first.application().endpoint());

      provisioner.destroy();
      assertThat(folder.root().resolve("fallback")).doesNotExist();
      assertThat(folder.root().resolve("fallback.json")).doesNotExist();
      assertThat(folder.root().resolve("fallback.secret")).doesNotExist();
      assertThat(Leftovers.processes(folder.root())).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EMBEDDED", "INSTALLED"})
  void theApplicationReadsAndWritesRowsAndNothingElse(ProvisionMode mode) throws Exception {
    require(mode);
    FallbackServer server = shared(mode).with(StateFolder.settings(mode)).provision();
    Works.run(server.owner(), "CREATE SCHEMA billing");
    for (String table : new String[] {"public.t", "billing.t"}) {
      Works.run(server.owner(), "CREATE TABLE " + table + " (id serial PRIMARY KEY, body text)");
      for (String allowed :
          new String[] {
            "INSERT INTO %s (body) VALUES ('a')",
            "UPDATE %s SET body = 'b'",
            "DELETE FROM %s WHERE body = 'c'",
            "SELECT count(*) FROM %s",
            "CREATE TEMP TABLE mine AS SELECT * FROM %s",
            "TRUNCATE %s"
          }) {
        Works.run(server.application(), allowed.replace("%s", table));
      }
      for (String denied :
          new String[] {
            "ALTER TABLE %s DISABLE TRIGGER ALL", "DROP TABLE %s", "ALTER TABLE %s ADD x int"
          }) {
        assertDenied(() -> Works.run(server.application(), denied.replace("%s", table)));
      }
    }
    for (String denied :
        new String[] {
          "CREATE TABLE public.u ()",
          "CREATE TABLE billing.u ()",
          "CREATE SCHEMA u",
          "CREATE TABLE understudy.u ()",
          "SET ROLE understudy_owner",
          "SET session_replication_role = replica",
          "CREATE ROLE u",
          "CREATE DATABASE u"
        }) {
      assertDenied(() -> Works.run(server.application(), denied));
    }
    Works.run(server.owner(), "CREATE TABLE understudy.gate ()");
    assertDenied(() -> Works.run(server.application(), "SELECT FROM understudy.gate"));
    Works.run(server.owner(), "SET session_replication_role = replica");
    assertDenied(() -> Works.run(server.application().database("postgres"), "SELECT 1"));
  }

  @ParameterizedTest
  @EnumSource(names = {"EMBEDDED", "INSTALLED"})
  void theServerIsDurableAndListensOnTheLoopbackAddressAlone(ProvisionMode mode) throws Exception {
    require(mode);
    StateFolder folder = shared(mode);
    FallbackServer server = folder.with(StateFolder.settings(mode)).provision();
    assertThat(setting(server, "fsync")).isEqualTo("on");
    assertThat(setting(server, "synchronous_commit")).isEqualTo("on");
    assertThat(setting(server, "full_page_writes")).isEqualTo("on");
    assertThat(setting(server, "listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(setting(server, "password_encryption")).isEqualTo("scram-sha-256");
    assertThat(setting(server, "server_encoding")).isEqualTo("UTF8");
    String rules = Files.readString(folder.data().resolve("pg_hba.conf"));
    assertThat(rules.lines().filter(line -> !line.startsWith("#") && !line.isBlank()))
        .isNotEmpty()
        .allMatch(line -> line.endsWith("scram-sha-256"));
  }

  @Test
  void autoTakesTheHostsBinariesBeforeTheEmbeddedOnesAndStaysWithThem() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      Provisioner provisioner = folder.with(StateFolder.settings(ProvisionMode.AUTO));
      ProvisionMode expected =
          InstalledBinaries.newest().isPresent() ? ProvisionMode.INSTALLED : ProvisionMode.EMBEDDED;
      assertThat(provisioner.provision().mode()).isEqualTo(expected);
      assertThat(provisioner.provision().mode()).isEqualTo(expected);
    }
  }

  @Test
  @Tag("thorough")
  void theArchiveIsUnpackedOnceWhereTheServersAccountCanReachIt() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      Files.delete(folder.root().resolve("binaries"));
      Works.fully(folder.embedded().provision());
      Path binaries = folder.root().resolve("binaries");
      assertThat(binaries).isDirectoryContaining(path -> path.toString().contains("postgresql-"));
      Path program = EmbeddedBinaries.in(binaries).program("postgres");
      Object written = Files.getLastModifiedTime(program);
      folder.embedded().provision();
      assertThat(Files.getLastModifiedTime(program)).isEqualTo(written);
    }
  }

  private static StateFolder shared(ProvisionMode mode) throws IOException {
    if (!SHARED.containsKey(mode)) {
      SHARED.put(mode, new StateFolder());
    }
    return SHARED.get(mode);
  }

  private static String setting(FallbackServer server, String name) throws SQLException {
    return Works.ask(server.owner(), "SELECT current_setting('" + name + "')");
  }

  private static void assertDenied(ThrowingCallable statement) {
    assertThat(org.assertj.core.api.Assertions.catchThrowable(statement))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
  }

  static void require(ProvisionMode mode) {
    Needs.present(
        mode != ProvisionMode.INSTALLED || InstalledBinaries.newest().isPresent(),
        "a PostgreSQL that the host's owner has installed");
  }
}
