package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.RouteFile;
import com.hypermindlabs.understudy.route.RouteRecord;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProtectCommandTest {
  private static final String TRIGGERS =
      "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'understudy%'";

  private CommandSite site;
  private TestDatabase primary;

  @BeforeEach
  void createSite() throws SQLException {
    site = CommandSite.create();
    primary = TestServer.shared().createDatabase();
    site.primary(primary);
    execute("CREATE TABLE t (id int PRIMARY KEY)");
    execute("CREATE TABLE keyless (id int)");
  }

  @AfterEach
  void closeSite() {
    site.close();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = primary.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String query) throws SQLException {
    try (Connection connection = primary.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void whatTheDryRunPrintsDoesTheSameByHand() throws Exception {
    String script = site.run("protect", "--dry-run").exits(0).out();
    assertThat(script)
        .contains("ENABLE ALWAYS")
        .contains("-- left out: public.keyless: on the primary it has no primary key")
        .contains("-- 1 tables would note");
    assertThat(number(TRIGGERS)).as("a dry run").isZero();
    execute(script);
    assertThat(number(TRIGGERS)).isEqualTo(4);
    site.run("protect").exits(0);

    String removal = site.run("unprotect", "--dry-run").exits(0).out();
    assertThat(number(TRIGGERS)).as("a dry run").isEqualTo(4);
    execute(removal);
    assertThat(number(TRIGGERS)).isZero();
    assertThat(number("SELECT count(*) FROM pg_namespace WHERE nspname = 'understudy'")).isZero();
    assertThat(site.run("unprotect").exits(0).out()).contains("nothing of ours");
  }

  @Test
  void whatTheApplicationsSessionsHaveIsNotForOurs() throws Exception {
    site.settings().withObject("/database").put("readOnly", "true");
    site.write();
    site.run("protect").exits(0);
    assertThat(number(TRIGGERS)).isEqualTo(4);
  }

  @Test
  void itIsInstalledRepeatedAndRemoved() throws Exception {
    JsonNode installed = site.run("protect", "--json").exits(0).json();
    assertThat(installed.path("schema").asText()).isEqualTo("understudy");
    assertThat(installed.at("/tables/0/name").asText()).isEqualTo("public.keyless");
    assertThat(installed.at("/tables/0/protected").asBoolean()).isFalse();
    assertThat(installed.at("/tables/0/remedy").asText()).contains("ADD PRIMARY KEY");
    assertThat(installed.at("/tables/1/protected").asBoolean()).isTrue();
    assertThat(site.run("protect").exits(0).out()).contains("1 tables note their changes");
    assertThat(site.run("unprotect", "--json").exits(0).json().path("removed").asBoolean())
        .isTrue();
    assertThat(number(TRIGGERS)).isZero();
  }

  @Test
  void itIsNotRemovedWhileTheFallbackMayHoldWrites() throws Exception {
    site.run("protect").exits(0);
    RouteFile.in(site.state())
        .write(new RouteRecord(1, Mode.DEGRADED, Instant.now(), "an outage", null));

    assertThat(site.run("unprotect").failsClearly(1).err())
        .contains("the fallback may hold writes", "understudy return");

    assertThat(number(TRIGGERS)).isEqualTo(4);
  }

  @Test
  void heldChangesAreNotThrownAwayUnasked() throws Exception {
    site.run("protect").exits(0);
    execute(
        "INSERT INTO understudy.ledger (site, epoch, table_name, key, kind, reason, columns)"
            + " VALUES (gen_random_uuid(), 1, 'public.t', '{1}', 'held', 'test', '{id}')");
    assertThat(site.run("unprotect").failsClearly(1).err())
        .contains("1 held changes wait", "--discard-held");
    assertThat(number(TRIGGERS)).isEqualTo(4);
    site.run("unprotect", "--discard-held").exits(0);
    assertThat(number(TRIGGERS)).isZero();
  }

  @Test
  void aPrimaryThatIsAbsentIsNamed() {
    site.primary("127.0.0.1", 1, primary);
    assertThat(site.run("protect").failsClearly(1).err()).contains("does not serve", "refused");
    assertThat(site.run("unprotect").failsClearly(1).err()).contains("does not serve");
  }
}
