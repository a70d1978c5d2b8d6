package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusCommandTest {
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
  void aHealthyPrimaryIsNormal() {
    Ran ran = site.primary(TestServer.shared().createDatabase()).run("status", "--json").exits(0);
    assertThat(ran.json().path("mode").asText()).isEqualTo("normal");
    assertThat(ran.json().at("/route/target").asText()).isEqualTo("primary");
    assertThat(ran.err()).isEmpty();
    assertThat(site.run("status").exits(0).out()).contains("mode      normal");
  }

  @Test
  void aPrimaryThatIsDownWithoutFallbackIsAnOutageWithReasonAndRemedy() {
    site.primary("127.0.0.1", 1, TestServer.shared().maintenance()).fallback(false);
    Ran ran = site.run("status").exits(4);
    assertThat(ran.out())
        .contains("mode      outage")
        .contains("refused")
        .contains("the fallback is switched off")
        .contains("remedy: ");
    assertThat(site.run("--json", "status").exits(4).json().at("/primary/problem/code").asText())
        .isEqualTo("refused");
  }

  @Test
  void aPrimaryThatIsDownWithFallbackIsDegraded() {
    site.primary("127.0.0.1", 1, TestServer.shared().maintenance());
    assertThat(site.run("status").exits(3).out())
        .contains("mode      degraded")
        .contains("primary   127.0.0.1:1, failing")
        .contains("refused");
  }

  @Test
  void aRecordOfTheFallbackThatIsDamagedIsItsProblem() throws Exception {
    site.primary(TestServer.shared().createDatabase());
    Files.writeString(site.state().resolve("fallback.json"), "{\"mode\":\n");
    Ran ran = site.run("status", "--json").exits(0);
    assertThat(ran.json().at("/fallback/problem/message").asText())
        .contains("fallback.json: it is damaged");
    assertThat(ran.json().at("/fallback/problem/hint").asText()).contains("move it away");
    assertThat(site.run("status").exits(0).out())
        .contains("fallback  cannot be used (embedded)")
        .contains("remedy: move it away");
  }

  @Test
  void noPrimaryIsLocal() {
    assertThat(site.run("status", "--json").exits(0).json().path("mode").asText())
        .isEqualTo("local");
  }

  @Test
  void aWrongPasswordIsNamedAsWhatItIs() {
    site.primary(TestServer.shared().createDatabase().as("postgres", "not this"));
    assertThat(site.run("status").exits(3).out()).contains("wrong_password: ");
  }

  @Test
  void aPauseThatIsNoneIsRefused() {
    assertThat(site.run("status", "--watch", "0").failsClearly(2).err()).contains("--watch");
    assertThat(site.run("status", "--watch", "soon").failsClearly(2).err()).contains("--watch");
  }
}
