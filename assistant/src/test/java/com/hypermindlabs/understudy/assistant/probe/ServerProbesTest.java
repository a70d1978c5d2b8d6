package com.hypermindlabs.understudy.assistant.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.server.FreePort;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProbesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  @TempDir private Path folder;

  private static DatabaseProbe probe(TestDatabase database, String password) {
    return new DatabaseProbe(
        "primary",
        new DatabaseSettings(
            List.of(new Endpoint(database.server().host(), database.server().port())),
            database.name(),
            database.user(),
            Secret.of(password),
            Map.of()),
        TIMEOUT,
        TIMEOUT);
  }

  private FallbackProbe fallback(ProvisionMode mode, Integer port) {
    return new FallbackProbe(
        new FallbackSettings(true, mode, "assistant", "assistant", null, "127.0.0.1", port),
        folder.resolve("state"),
        TIMEOUT);
  }

  @Test
  void aServerThatWillDoIsLookedAtFromAllSides() {
    TestDatabase database = TestServer.shared().createDatabase();
    Sighting sighting = probe(database, database.password()).look();
    assertThat(sighting.works()).isTrue();
    assertThat(sighting.remarks())
        .extracting(Remark::message)
        .anyMatch(one -> one.contains("serves, PostgreSQL ") && one.contains(" ms a round trip"))
        .anyMatch(one -> one.contains("not encrypted"))
        .anyMatch(one -> one.contains("may create tables in schema public"))
        .anyMatch(one -> one.contains("the capture can keep its tables in schema understudy"))
        .anyMatch(one -> one.contains("pgvector"));
  }

  @Test
  void aRoleThatMayCreateNothingIsNoGood() {
    TestServer server = TestServer.shared();
    server.execute("DROP ROLE IF EXISTS looker", "CREATE ROLE looker LOGIN PASSWORD 'l'");
    TestDatabase database = server.createDatabase().as("looker", "l");
    server.execute("REVOKE TEMPORARY ON DATABASE " + database.name() + " FROM PUBLIC");
    assertThat(probe(database, "l").look().remarks())
        .filteredOn(one -> one.severity() == Remark.Severity.ERROR)
        .extracting(Remark::message)
        .anyMatch(one -> one.contains("may not create tables"))
        .anyMatch(one -> one.contains("may make no temporary tables"))
        .anyMatch(one -> one.contains("install the capture"));
  }

  @Test
  void aWrongPasswordIsSaidWithoutIt() {
    TestDatabase database = TestServer.shared().createDatabase();
    Sighting sighting = probe(database, "Tr4ceable").look();
    assertThat(sighting.works()).isFalse();
    assertThat(sighting.toString()).contains("wrong_password").doesNotContain("Tr4ceable");
  }

  @Test
  void aFallbackToBeMadeSaysWhatOf() throws Exception {
    Files.createDirectories(folder.resolve("state"));
    assertThat(fallback(ProvisionMode.EMBEDDED, null).look().remarks())
        .extracting(Remark::message)
        .anyMatch(one -> one.contains("no fallback was provisioned"))
        .anyMatch(one -> one.contains("the PostgreSQL that comes with this program"))
        .anyMatch(one -> one.contains("it takes a free port"))
        .anyMatch(one -> one.contains("account"));
    assertThat(fallback(ProvisionMode.EMBEDDED, FreePort.onLoopback()).look().toString())
        .contains("is free");
  }

  @Test
  void aPortThatIsTakenIsAnError() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      Sighting sighting = fallback(ProvisionMode.EMBEDDED, taken.getLocalPort()).look();
      assertThat(sighting.works()).isFalse();
      assertThat(sighting.toString()).contains("is taken");
    }
  }

  @Test
  void anExistingServerIsLookedAtAsThePrimaryIs() {
    assertThat(fallback(ProvisionMode.EXISTING, FreePort.onLoopback()).look().toString())
        .contains("refused: ");
  }

  @Test
  void severalProbesAreOneQuestion() {
    Several both =
        new Several(
            "fallback",
            List.of(
                new StateProbe(folder.resolve("state")), fallback(ProvisionMode.EMBEDDED, null)));
    assertThat(both.look().remarks())
        .extracting(Remark::area)
        .startsWith("state directory")
        .contains("fallback");
  }
}
