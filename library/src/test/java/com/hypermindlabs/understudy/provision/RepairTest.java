package com.hypermindlabs.understudy.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.server.FreePort;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.testkit.Kill;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class RepairTest {
  // One for all: every test leaves it repaired, which is what it is about.
  private static StateFolder folder;
  private FallbackServer server;

  @BeforeAll
  static void makeFolder() throws IOException {
    folder = new StateFolder();
  }

  @BeforeEach
  void provision() throws Exception {
    server = folder.embedded().provision();
    Works.run(server.owner(), "CREATE TABLE IF NOT EXISTS kept AS SELECT 'data' AS body");
  }

  @AfterAll
  static void close() throws IOException {
    folder.close();
  }

  @Test
  void aKilledServerIsStartedAgainWithItsData() throws Exception {
    Kill.tree(folder.embedded().status().pid());
    requireKept(folder.embedded().start().orElseThrow());
  }

  @Test
  void lostPasswordsAreReplacedAndTheDataStays() throws Exception {
    Files.delete(folder.root().resolve("fallback.secret"));
    FallbackServer after = folder.embedded().start().orElseThrow();
    requireKept(after);
    assertThat(after.owner().password()).isNotEqualTo(server.owner().password());
    Works.fully(folder.embedded().provision());
  }

  @Test
  void damagedPasswordsAreReplacedEvenWhenTheServerIsStopped() throws Exception {
    folder.embedded().stop();
    Files.writeString(folder.root().resolve("fallback.secret"), "{\"admin\": \"half");
    requireKept(folder.embedded().provision());
  }

  @Test
  void withoutItsMarkerAWholeInstanceIsTakenUp() throws Exception {
    Files.delete(folder.root().resolve("fallback.json"));
    requireKept(folder.embedded().provision());
  }

  @Test
  void rightsThatWereTakenOrGivenByHandAreSetRight() throws Exception {
    Works.run(server.owner(), "REVOKE USAGE ON SCHEMA public FROM understudy_app");
    Works.run(server.owner(), "GRANT CREATE ON DATABASE understudy TO understudy_app");
    assertThat(folder.embedded().verify().problem().code()).isEqualTo(FindingCode.MISSING_RIGHT);
    FallbackServer after = folder.embedded().start().orElseThrow();
    requireKept(after);
    assertThat(after.findings())
        .extracting(Finding::code)
        .doesNotContain(FindingCode.RIGHTS_TOO_WIDE);
  }

  @Test
  void aPasswordOfTheSettingsReplacesTheGeneratedOne() throws Exception {
    String odd = "p@ss'w\\rd% \"ü $1";
    FallbackSettings settings = StateFolder.settings(ProvisionMode.EMBEDDED, odd, null);
    FallbackServer after = folder.with(settings).start().orElseThrow();
    assertThat(after.application().password()).isEqualTo(Secret.of(odd));
    requireKept(after);
  }

  @Test
  void anotherUserOfTheSettingsReachesTheTablesThatAreThere() throws Exception {
    FallbackSettings other =
        new FallbackSettings(
            true, ProvisionMode.EMBEDDED, "understudy", "some \"one", null, "127.0.0.1", null);
    FallbackServer after = folder.with(other).start().orElseThrow();
    assertThat(after.application().user()).isEqualTo("some \"one");
    requireKept(after);
  }

  @Test
  void aTakenPortIsLeftToItsHolderAndAnotherOneRemembered() throws Exception {
    int before = server.owner().endpoint().port();
    folder.embedded().stop();
    try (TestServer foreign = TestServer.start("port = " + before)) {
      assertThat(foreign.data()).exists();
      FallbackServer after = folder.embedded().start().orElseThrow();
      requireKept(after);
      assertThat(after.owner().endpoint().port()).isNotEqualTo(before);
      assertThat(after.findings()).extracting(Finding::code).contains(FindingCode.PORT_CHANGED);
      assertThat(folder.embedded().status().endpoint()).isEqualTo(after.owner().endpoint());
    }
  }

  @Test
  void aTakenPortOfTheSettingsIsAnErrorThatNamesIt() throws Exception {
    folder.embedded().stop();
    int port = FreePort.forService();
    try (TestServer foreign = TestServer.start("port = " + port)) {
      assertThat(foreign.data()).exists();
      Provisioner fixed = folder.with(StateFolder.settings(ProvisionMode.EMBEDDED, null, port));
      requireRefused(fixed, FindingCode.PORT_TAKEN, Integer.toString(port));
    }
    requireKept(folder.embedded().provision());
  }

  @Test
  void anotherDatabaseOfTheSettingsIsRefused() {
    FallbackSettings other =
        new FallbackSettings(
            true, ProvisionMode.EMBEDDED, "other", "understudy_app", null, "127.0.0.1", null);
    requireRefused(folder.with(other), FindingCode.SETTINGS, "database_fallback.db_name");
  }

  @Test
  void anotherKindOfServerIsRefusedWhileThisOneIsThere() {
    requireRefused(
        folder.with(StateFolder.settings(ProvisionMode.DOCKER)),
        FindingCode.SETTINGS,
        "database_fallback.mode");
  }

  @Test
  void aHalfDeletedDataDirectoryIsRefusedAndNothingMoreIsDeleted() throws Exception {
    folder.embedded().stop();
    Files.delete(folder.data().resolve("global/pg_control"));
    Trees.delete(folder.data().resolve("pg_xact"));
    requireRefused(folder.embedded(), FindingCode.DATA_DAMAGED, "global/pg_control, pg_xact");
    assertThat(folder.data().resolve("base/1/PG_VERSION")).exists();
    folder.embedded().destroy();
    Works.fully(folder.embedded().provision());
  }

  @Test
  void aDataDirectoryThatIsGoneIsNotSilentlyReplacedByAnEmptyOne() throws Exception {
    folder.embedded().stop();
    Path away = folder.root().resolve("away");
    Files.move(folder.data(), away, StandardCopyOption.ATOMIC_MOVE);
    requireRefused(folder.embedded(), FindingCode.DATA_DAMAGED, "it is gone");
    assertThat(folder.data()).doesNotExist();
    Files.move(away, folder.data(), StandardCopyOption.ATOMIC_MOVE);
    requireKept(folder.embedded().provision());
  }

  @Test
  void aDataDirectoryOfAnotherMajorVersionIsRefusedWithTheRemedy() throws Exception {
    folder.embedded().stop();
    Path version = folder.data().resolve("PG_VERSION");
    Files.writeString(version, "13\n");
    ProvisionException refusal =
        requireRefused(folder.embedded(), FindingCode.VERSION_MISMATCH, "PostgreSQL 13");
    assertThat(refusal.hint()).contains("install PostgreSQL 13");
    Files.writeString(version, "18\n");
    requireKept(folder.embedded().provision());
  }

  @Test
  void aDamagedMarkerIsAnErrorWithItsRemedy() throws Exception {
    Path marker = folder.root().resolve("fallback.json");
    Files.writeString(marker, "{");
    requireRefused(folder.embedded(), FindingCode.STATE_DIRECTORY, "fallback.json");
    Files.delete(marker);
    requireKept(folder.embedded().provision());
  }

  private static ProvisionException requireRefused(
      Provisioner provisioner, FindingCode code, String words) {
    ProvisionException refusal =
        catchThrowableOfType(ProvisionException.class, provisioner::provision);
    assertThat(refusal).isNotNull().hasMessageContaining(words);
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.hint()).isNotBlank();
    return refusal;
  }

  private static void requireKept(FallbackServer after) throws Exception {
    assertThat(Works.ask(after.application(), "SELECT body FROM kept")).isEqualTo("data");
    Works.fully(after);
    assertThat(after.findings())
        .extracting(Finding::code)
        .doesNotContainAnyElementsOf(
            List.of(FindingCode.REPLICA_ROLE_DENIED, FindingCode.NOT_DURABLE));
  }
}
