package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The embedded binaries hold no pgvector: all of this goes without it. */
@Tag("slow")
class SmokeCommandTest {
  private static final String LEFT =
      "SELECT 'member' FROM member UNION ALL SELECT 'role' FROM member_role"
          + " UNION ALL SELECT 'message' FROM chat_message"
          + " UNION ALL SELECT 'domain' FROM knowledge_domain"
          + " UNION ALL SELECT 'document' FROM knowledge_document"
          + " UNION ALL SELECT 'passage' FROM knowledge_passage";

  private CommandSite site;

  @BeforeEach
  void createSite() {
    site = CommandSite.create();
  }

  @AfterEach
  void closeSite() {
    site.close();
  }

  private static List<String> failed(JsonNode report) {
    return report.path("checks").findParents("name").stream()
        .filter(check -> !check.path("ok").asBoolean())
        .map(check -> check.path("name").asText())
        .toList();
  }

  private void passes(String route, String mode) {
    Ran ran = site.run("smoke", "--json").exits(0);
    assertThat(ran.json().path("route").asText()).isEqualTo(route);
    assertThat(ran.json().path("mode").asText()).isEqualTo(mode);
    assertThat(ran.json().path("checks").findValuesAsText("name"))
        .containsExactly(
            "table_creation",
            "member_lookup",
            "chat_insert",
            "chat_read_back",
            "knowledge_write",
            "knowledge_search",
            "clean_up");
    assertThat(failed(ran.json())).isEmpty();
  }

  @Test
  void itPassesOnThePrimaryAndLeavesNothingBehind() {
    TestDatabase primary = TestedServer.EMBEDDED.empty();
    site.primary(primary).fallback(false);
    passes("primary", "normal");
    assertThat(Rows.of(primary, LEFT)).isEmpty();
  }

  @Test
  void itPassesOnTheFallbackWhileThePrimaryIsDownAndAgainAfterARestart() {
    site.primary("127.0.0.1", 1, TestedServer.EMBEDDED.empty());
    passes("fallback", "degraded");
    site.run("fallback", "stop").exits(0);
    passes("fallback", "degraded");
  }

  @Test
  void itPassesWithoutAnyPrimary() {
    passes("fallback", "local");
    assertThat(site.run("smoke").exits(0).out())
        .contains("route  fallback at 127.0.0.1:")
        .contains("ok     knowledge_search")
        .doesNotContain("FAILED");
  }

  @Test
  void inAnOutageEveryCheckSaysWhy() {
    site.primary("127.0.0.1", 1, TestedServer.EMBEDDED.empty()).fallback(false);
    Ran ran = site.run("smoke", "--json").exits(1);
    assertThat(ran.json().path("route").asText()).isEqualTo("none");
    assertThat(failed(ran.json())).hasSize(7);
    assertThat(ran.json().path("checks").findValuesAsText("problem"))
        .allSatisfy(problem -> assertThat(problem).contains("refused"));
  }

  @Test
  void aPrimaryThatCannotBeMigratedFailsEveryCheckInsteadOfTheProgram() {
    TestDatabase primary = TestedServer.EMBEDDED.empty();
    Rows.run(TestedServer.asSuperuser(primary), "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    Rows.run(TestedServer.asSuperuser(primary), "ALTER SCHEMA public OWNER TO postgres");
    site.primary(primary).fallback(false);
    Ran ran = site.run("smoke", "--json").exits(1);
    assertThat(ran.json().path("checks").findValuesAsText("problem"))
        .allSatisfy(problem -> assertThat(problem).contains("no right to create"));
  }

  @Test
  void aCheckThatFailsIsNamedAndTheRestIsTriedAndCleanedUp() {
    TestDatabase primary = TestedServer.EMBEDDED.empty();
    site.primary(primary).fallback(false);
    passes("primary", "normal");
    Rows.run(
        primary,
        "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$"
            + "BEGIN RAISE EXCEPTION 'no passage today'; END $$;"
            + "CREATE TRIGGER broken BEFORE INSERT ON knowledge_passage"
            + " FOR EACH STATEMENT EXECUTE FUNCTION broken()");
    JsonNode report = site.run("smoke", "--json").exits(1).json();
    assertThat(failed(report)).containsExactly("knowledge_write", "knowledge_search");
    assertThat(report.at("/checks/4/problem").asText()).contains("no passage today");
    assertThat(report.at("/checks/5/problem").asText()).contains("knowledge_write failed");
    assertThat(Rows.of(primary, LEFT)).isEmpty();
  }
}
