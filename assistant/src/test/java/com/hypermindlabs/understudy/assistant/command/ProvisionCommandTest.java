package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ProvisionCommandTest {
  private CommandSite site;

  @BeforeEach
  void createSite() {
    site = CommandSite.bare();
  }

  @AfterEach
  void closeSite() {
    site.close();
  }

  @Test
  void theFallbackLivesFromProvisioningToDestruction() {
    Ran nothing = site.run("provision", "--verify-only", "--json").exits(1);
    assertThat(nothing.json().at("/findings/0/code").asText()).isEqualTo("not_provisioned");
    assertThat(site.run("fallback", "start").failsClearly(1).err()).contains("provision");

    Ran made = site.run("provision").exits(0);
    assertThat(made.out()).startsWith("the fallback serves at 127.0.0.1:");
    assertThat(made.err()).containsPattern("initialise +\\d+ ms");
    Ran again = site.run("provision", "--json").exits(0);
    assertThat(again.err()).isEmpty();
    assertThat(again.json().path("ok").asBoolean()).isTrue();
    assertThat(again.json().path("steps").findValuesAsText("name")).doesNotContain("initialise");
    assertThat(again.json().path("findings").findValuesAsText("code"))
        .doesNotContain("switched_off");
    Ran off = site.fallback(false).run("provision", "--verify-only", "--json").exits(0);
    assertThat(off.json().path("findings").findValuesAsText("code")).contains("switched_off");
    assertThat(site.run("provision", "--verify-only").exits(0).out())
        .contains("note: database_fallback.enabled is false");
    site.fallback(true).run("provision", "--verify-only").exits(0);
    assertThat(site.run("doctor").exits(0).out()).contains("fallback");

    site.run("fallback", "stop").exits(0);
    Ran status = site.run("fallback", "status", "--json").exits(0);
    assertThat(status.json().path("running").asBoolean()).isFalse();
    assertThat(status.json().at("/problem/code").asText()).isEqualTo("not_running");
    site.run("provision", "--verify-only").exits(1);
    assertThat(site.run("fallback", "start", "--json").exits(0).json().path("pid").isNumber())
        .isTrue();
    assertThat(site.run("fallback", "destroy").exits(0).out())
        .startsWith("deleted: the fallback at 127.0.0.1:");
    assertThat(site.run("fallback", "destroy").exits(0).out()).startsWith("not provisioned");
  }

  @Test
  void aModeThatIsNoneIsRefused() {
    assertThat(site.run("provision", "--mode", "cloud").failsClearly(2).err()).contains("--mode");
  }

  @Test
  void aServerOfSomebodyElseIsTakenAsItIs() {
    var database = TestServer.shared().createDatabase();
    site.settings()
        .putObject("database_fallback")
        .put("port", database.server().port())
        .put("db_name", database.name())
        .put("user", database.user())
        .put("password", database.password());
    site.write();
    Ran made = site.run("provision", "--mode", "existing", "--json").exits(0);
    assertThat(made.json().path("mode").asText()).isEqualTo("existing");
    assertThat(site.run("fallback", "stop").failsClearly(1).err())
        .contains("not ours to stop")
        .doesNotContain("warning");
    assertThat(site.run("fallback", "destroy").exits(0).out()).startsWith("forgotten: ");
    assertThat(TestServer.shared().pid()).isPositive();
  }
}
