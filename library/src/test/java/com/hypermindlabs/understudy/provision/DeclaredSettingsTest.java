package com.hypermindlabs.understudy.provision;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a primary declares for a role, and how a cluster of ours takes it. */
class DeclaredSettingsTest {
  @Test
  void theMostSpecialDeclarationIsReadAndWhatIsEachServersOwnIsLeft() throws Exception {
    try (TestServer server = TestServer.start()) {
      server.execute("CREATE ROLE \"Shop, 1\" LOGIN PASSWORD 'shop'");
      server.execute("ALTER DATABASE postgres SET statement_timeout = '7s'");
      server.execute("ALTER DATABASE postgres SET app.tenant = 'a=b'");
      server.execute("ALTER ROLE \"Shop, 1\" SET statement_timeout = '8s'");
      server.execute("ALTER ROLE \"Shop, 1\" SET search_path = '$user', 'A b', public");
      server.execute("ALTER ROLE \"Shop, 1\" SET default_transaction_read_only = off");
      server.execute("ALTER ROLE \"Shop, 1\" SET synchronous_commit = off");
      server.execute("ALTER ROLE \"Shop, 1\" SET work_mem = '1GB'");
      server.execute("ALTER ROLE ALL SET \"TimeZone\" = 'Asia/Tokyo'");
      server.execute("ALTER ROLE postgres SET lock_timeout = '1s'");
      ConnectionTarget shop =
          new ConnectionTarget(
              new Endpoint(server.host(), server.port()),
              "postgres",
              "Shop, 1",
              Secret.of("shop"),
              Map.of());
      try (Connection connection = Logins.open(shop)) {
        assertThat(DeclaredSettings.read(connection).values())
            .containsOnly(
                Map.entry("app.tenant", "a=b"),
                Map.entry("search_path", "\"Shop, 1\", \"A b\", public"),
                Map.entry("statement_timeout", "8s"),
                Map.entry("timezone", "Asia/Tokyo"));
      }
    }
  }

  @Test
  void aClusterOfOursHasThemUntilTheyAreTakenBack() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      Provisioner provisioner = folder.embedded();
      FallbackServer server = provisioner.provision();
      DeclaredSettings declared =
          new DeclaredSettings(
              Map.of(
                  "app.tenant", "it's \\ a",
                  "plpgsql.variable_conflict", "use_column",
                  "removed_long_ago", "on",
                  "search_path", "\"A, b\", public",
                  "statement_timeout", "7s"));
      assertThat(provisioner.declare(server, declared)).containsOnlyKeys("removed_long_ago");
      assertThat(Works.ask(server.application(), "SHOW app.tenant")).isEqualTo("it's \\ a");
      assertThat(Works.ask(server.application(), "SHOW search_path")).isEqualTo("\"A, b\", public");
      assertThat(Works.ask(server.application(), "SHOW statement_timeout")).isEqualTo("7s");
      assertThat(Works.ask(server.owner(), "SHOW search_path")).isEqualTo("\"A, b\", public");
      assertThat(Works.ask(server.owner(), "SHOW statement_timeout")).isEqualTo("0");

      provisioner.declare(server, new DeclaredSettings(Map.of("search_path", "public")));
      assertThat(Works.ask(server.application(), "SHOW statement_timeout")).isEqualTo("0");
      assertThat(Works.ask(server.application(), "SHOW search_path")).isEqualTo("public");
      assertThat(provisioner.provision()).isEqualTo(server);
      assertThat(Works.ask(server.application(), "SHOW search_path")).isEqualTo("public");
    }
  }
}
