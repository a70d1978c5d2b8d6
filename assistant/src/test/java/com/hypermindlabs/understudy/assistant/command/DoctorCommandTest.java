package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
  private CommandSite site;

  @BeforeEach
  void createSite() {
    site = CommandSite.create();
  }

  @AfterEach
  void closeSite() {
    site.close();
  }

  @Test
  void aHealthySiteHasNoErrorsAndEverySettingItsOrigin() {
    site.primary(TestServer.shared().createDatabase());
    Ran ran = site.run("doctor", "--json").exits(0);
    assertThat(ran.json().path("ok").asBoolean()).isTrue();
    assertThat(ran.out()).contains("does not leave this host").contains("may create tables");
    var password =
        ran.json().path("settings").findParents("key").stream()
            .filter(entry -> entry.path("key").asText().equals("database.password"))
            .findFirst()
            .orElseThrow();
    assertThat(password.path("value").asText()).isEqualTo("set");
    assertThat(password.path("place").asText()).contains("line");
    assertThat(ran.json().at("/models/0/origin").asText()).isEqualTo("default");
    assertThat(site.run("doctor").exits(0).out())
        .containsPattern("database.user = postgres +\\(.*config.json line")
        .contains("bot_token = not set  (default)");
  }

  @Test
  void aNearMissIsAWarning() {
    site.settings().put("databse", "x");
    Ran ran = site.write().run("doctor").exits(0);
    assertThat(ran.out()).containsPattern("warning +settings +.*databse");
  }

  @Test
  void aPrimaryThatFailsIsAnErrorWithRemedy() {
    site.primary("127.0.0.1", 1, TestServer.shared().maintenance());
    assertThat(site.run("doctor").exits(1).out())
        .containsPattern("error +primary +refused: ")
        .contains("remedy: ");
  }

  @Test
  void missingRightsAndForeignTablesAreNamed() {
    TestDatabase database = TestServer.shared().createDatabase();
    TestServer.shared()
        .execute("DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN PASSWORD 'g'");
    com.hypermindlabs.understudy.assistant.Rows.run(database, "CREATE TABLE theirs (id int)");
    site.primary(database.as("guest", "g"));
    assertThat(site.run("doctor").exits(1).out())
        .contains("may not create tables in schema public")
        .contains("belong to others: theirs")
        .contains("may not read and write: theirs");
  }

  @Test
  void aSchemaThatHasDriftedIsAnError() {
    TestDatabase database = TestServer.shared().createDatabase();
    com.hypermindlabs.understudy.assistant.migration.Migrations.run(database.dataSource());
    com.hypermindlabs.understudy.assistant.Rows.run(
        database, "UPDATE assistant_schema_history SET checksum = 1 WHERE version = '1'");
    site.primary(database);
    assertThat(site.run("doctor").exits(1).out())
        .containsPattern("error +primary +the schema has drifted");
  }

  @Test
  void aColumnThatOnlyThePrimaryHasIsAnErrorWithTheReasonThatStatusGives() {
    TestDatabase database = TestServer.shared().createDatabase();
    site.primary(database);
    site.run("failover").exits(0);
    site.run("return").exits(0);
    assertThat(site.run("doctor").exits(0).out())
        .containsPattern("ok +tables +\\d+ are the same on both servers and protected");
    com.hypermindlabs.understudy.assistant.Rows.run(
        database, "ALTER TABLE member ADD COLUMN foo text");
    com.hypermindlabs.understudy.assistant.Rows.run(
        database, "CREATE TABLE newcomer (id int PRIMARY KEY)");
    assertThat(site.run("doctor").exits(1).out())
        .containsPattern(
            "error +tables +public.member is not protected: its columns differ: foo is on the"
                + " primary only\\s+remedy: bring both servers to the same schema")
        .containsPattern("warning +tables +public.newcomer is not protected: .* no such table");
  }
}
