package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.Catalog;
import com.hypermindlabs.understudy.capture.Protection;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that refer to each other, on a server whose role may not switch off the checks. */
class CircularReferencesTest {
  private static void decide(MirroredSite site) throws SQLException {
    try (Connection primary = site.servers.primary().open();
        Connection fallback = site.servers.fallback().open()) {
      site.verdicts =
          Protection.decide(
              Catalog.read(primary), Catalog.read(fallback), MirrorSettings.defaults(), false);
    }
  }

  private static MirroredSite site(String checked) throws SQLException {
    MirroredSite site =
        MirroredSite.with(
            TwoServers.withoutReplicaRole(TestServer.shared(), TestServer.shared()),
            "CREATE TABLE person (id int PRIMARY KEY, team int NOT NULL, boss int REFERENCES person)",
            "CREATE TABLE team (id int PRIMARY KEY, lead int REFERENCES person " + checked + ")",
            "ALTER TABLE person ADD FOREIGN KEY (team) REFERENCES team");
    decide(site);
    return site;
  }

  private static void rows(MirroredSite site) throws SQLException {
    site.servers.onPrimary(
        "INSERT INTO team VALUES (1, NULL), (2, NULL)",
        "INSERT INTO person VALUES (1, 1, 2), (2, 1, NULL), (3, 2, 1)",
        "UPDATE team SET lead = id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ON DELETE RESTRICT DEFERRABLE"})
  void areClosedWhereTheChecksAreMadeAtOnce(String checked) throws SQLException {
    try (MirroredSite site = site(checked)) {
      assertThat(site.verdicts)
          .hasSize(2)
          .allSatisfy(
              verdict -> {
                assertThat(verdict.state()).isEqualTo(Verdict.State.CLOSED);
                assertThat(verdict.reason()).contains("by way of other tables");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"})
  void areCarriedWhereAReferenceMayBeCheckedAtTheEnd(String checked) throws SQLException {
    try (MirroredSite site = site(checked)) {
      rows(site);
      assertThat(site.cycle().stopped()).isEmpty();
      assertSame(site, "team", "person");
      site.servers.onPrimary(
          "INSERT INTO team VALUES (3, NULL)",
          "INSERT INTO person VALUES (4, 3, 1)",
          "UPDATE team SET lead = 4 WHERE id IN (2, 3)",
          "DELETE FROM person WHERE id = 3",
          "UPDATE team SET lead = 4 WHERE id = 1");
      assertThat(site.cycle().stopped()).isEmpty();
      assertSame(site, "team", "person");
      site.servers.onPrimary(
          "UPDATE team SET lead = NULL", "DELETE FROM person", "DELETE FROM team WHERE id > 1");
      assertThat(site.cycle().stopped()).isEmpty();
      assertSame(site, "team", "person");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"})
  void oneThatStandsStillTakesWithItWhatRefersToItAndNoOther(String checked) throws SQLException {
    try (MirroredSite site = site(checked)) {
      site.servers.migrate("CREATE TABLE other (id int PRIMARY KEY)");
      TwoServers.run(
          site.servers.fallback(), "ALTER TABLE person ADD CONSTRAINT small CHECK (id < 3)");
      site.decide();
      rows(site);
      site.servers.onPrimary("INSERT INTO other VALUES (1)");
      assertThat(site.cycle().stopped()).containsOnlyKeys("public.person", "public.team");
      assertSame(site, "other");
    }
  }
}
