package com.hypermindlabs.understudy.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExistingServerTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    server.execute("CREATE ROLE site LOGIN PASSWORD 'site'");
    server.execute("CREATE DATABASE fallback OWNER site");
    server.execute("CREATE DATABASE theirs");
    server.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void anOwnersRoleServesAndTheMissingRightIsFound() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      Provisioner provisioner = folder.with(settings(ProvisionMode.EXISTING, "fallback", "site"));
      FallbackServer found = provisioner.provision();
      assertThat(found.mode()).isEqualTo(ProvisionMode.EXISTING);
      assertThat(found.owner()).isEqualTo(found.application());
      assertThat(found.findings())
          .extracting(Finding::code)
          .contains(FindingCode.REPLICA_ROLE_DENIED, FindingCode.NOT_DURABLE);
      Works.fully(found);
      server.execute("GRANT SET ON PARAMETER session_replication_role TO site");
      assertThat(provisioner.start().orElseThrow().findings())
          .extracting(Finding::code)
          .doesNotContain(FindingCode.REPLICA_ROLE_DENIED);
      provisioner.stop();
      assertThat(provisioner.verify().ok()).isTrue();
      assertThat(provisioner.status().running()).isTrue();
      provisioner.destroy();
      assertThat(provisioner.start()).isEmpty();
      Works.fully(found);
    }
  }

  @Test
  void autoTakesAnExistingServerThatAnswersAndSaysSoWhenItIsRefused() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      assertThat(folder.with(settings(ProvisionMode.AUTO, "fallback", "site")).provision().mode())
          .isEqualTo(ProvisionMode.EXISTING);
    }
    try (StateFolder folder = new StateFolder()) {
      FallbackSettings wrong =
          new FallbackSettings(
              true,
              ProvisionMode.AUTO,
              "fallback",
              "site",
              Secret.of("wrong"),
              server.host(),
              server.port());
      ProvisionException refusal =
          catchThrowableOfType(ProvisionException.class, () -> folder.with(wrong).provision());
      assertThat(refusal.code()).isEqualTo(FindingCode.UNREACHABLE);
      assertThat(refusal.hint()).contains("another one has taken it");
    }
  }

  @Test
  void whatIsMissingThereIsNamedWithItsStatement() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      Provisioner missing = folder.with(settings(ProvisionMode.EXISTING, "nowhere", "site"));
      ProvisionException database =
          catchThrowableOfType(ProvisionException.class, missing::provision);
      assertThat(database.code()).isEqualTo(FindingCode.UNREACHABLE);
      assertThat(database.hint()).contains("CREATE DATABASE \"nowhere\" OWNER \"site\"");
      Provisioner guest = folder.with(settings(ProvisionMode.EXISTING, "theirs", "guest"));
      ProvisionException right = catchThrowableOfType(ProvisionException.class, guest::provision);
      assertThat(right.code()).isEqualTo(FindingCode.MISSING_RIGHT);
      assertThat(right.hint()).contains("ALTER DATABASE \"theirs\" OWNER TO \"guest\"");
    }
  }

  @Test
  void theRoleHasWhatIsDeclaredInItsDatabaseAndWhatWasThereStays() throws Exception {
    server.execute("ALTER ROLE site IN DATABASE fallback SET lock_timeout = '9s'");
    try (StateFolder folder = new StateFolder()) {
      Provisioner provisioner = folder.with(settings(ProvisionMode.EXISTING, "fallback", "site"));
      FallbackServer found = provisioner.provision();
      assertThat(
              provisioner.declare(
                  found,
                  new DeclaredSettings(
                      Map.of("search_path", "shop, public", "no_such_setting", "on"))))
          .containsOnlyKeys("no_such_setting");
      assertThat(Works.ask(found.application(), "SHOW search_path")).isEqualTo("shop, public");
      assertThat(Works.ask(found.application(), "SHOW lock_timeout")).isEqualTo("9s");
    }
    server.execute("ALTER ROLE site IN DATABASE fallback RESET ALL");
  }

  @Test
  void rolesThatAreLackingAreNamedWithTheStatementAndNotMade() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      Provisioner provisioner = folder.with(settings(ProvisionMode.EXISTING, "fallback", "site"));
      FallbackServer found = provisioner.provision();
      assertThat(provisioner.standIn(found, new RoleNames(List.of("site"), "site"))).isFalse();
      RoleNames lacking = new RoleNames(List.of("reporting", "site"), "site");
      ProvisionException refusal =
          catchThrowableOfType(ProvisionException.class, () -> provisioner.standIn(found, lacking));
      assertThat(refusal.hint()).contains("CREATE ROLE \"reporting\" NOLOGIN");
    }
  }

  @Test
  void aDatabaseThatKnowsTheLettersOfAsciiAloneIsFound() throws Exception {
    server.execute(
        "CREATE DATABASE ascii OWNER site TEMPLATE template0 LOCALE_PROVIDER libc LC_CTYPE 'C'");
    try (StateFolder folder = new StateFolder()) {
      Provisioner ascii = folder.with(settings(ProvisionMode.EXISTING, "ascii", "site"));
      assertThat(ascii.provision().findings())
          .extracting(Finding::code)
          .contains(FindingCode.ASCII_LETTERS);
    }
    try (StateFolder folder = new StateFolder()) {
      Provisioner usual = folder.with(settings(ProvisionMode.EXISTING, "fallback", "site"));
      assertThat(usual.provision().findings())
          .extracting(Finding::code)
          .doesNotContain(FindingCode.ASCII_LETTERS);
    }
  }

  @Test
  void anotherServerInThePlaceOfTheProvisionedOneIsRefused() throws Exception {
    try (StateFolder folder = new StateFolder();
        TestServer other = TestServer.start()) {
      folder.with(settings(ProvisionMode.EXISTING, "fallback", "site")).provision();
      other.execute("CREATE ROLE site LOGIN PASSWORD 'site'");
      other.execute("CREATE DATABASE fallback OWNER site");
      FallbackSettings moved =
          new FallbackSettings(
              true,
              ProvisionMode.EXISTING,
              "fallback",
              "site",
              Secret.of("site"),
              other.host(),
              other.port());
      ProvisionException refusal =
          catchThrowableOfType(ProvisionException.class, () -> folder.with(moved).start());
      assertThat(refusal.code()).isEqualTo(FindingCode.FOREIGN_SERVER);
      assertThat(folder.with(moved).verify().problem().code())
          .isEqualTo(FindingCode.FOREIGN_SERVER);
    }
  }

  private static FallbackSettings settings(ProvisionMode mode, String database, String user) {
    return new FallbackSettings(
        true, mode, database, user, Secret.of(user), server.host(), server.port());
  }
}
