package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class RouteCommandsTest {
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
  void anOperatorTurnsTheSiteAndBack() {
    site.primary(TestServer.shared().createDatabase());
    Ran failover = site.run("failover", "--reason", "new\n\u001b[31mswitch").exits(0);
    assertThat(failover.out() + failover.err()).contains("new [31mswitch").doesNotContain("\u001b");
    site.run("member", "add", "Ada", "--login", "ada").exits(0);
    Ran degraded = site.run("status", "--json").exits(3);
    assertThat(degraded.json().at("/journal/rows").asLong()).isPositive();
    assertThat(degraded.json().at("/fallback/data_as_of").isTextual()).isTrue();
    Ran returned = site.run("return", "--json", "--reason", "the cable is mended").exits(0);
    assertThat(returned.json().path("changed").asBoolean()).isTrue();
    assertThat(returned.json().at("/status/mode").asText()).isEqualTo("normal");
    assertThat(returned.json().at("/status/route/reason").asText())
        .isEqualTo("the cable is mended");
    assertThat(returned.json().at("/status/last_return/checksums_equal").asBoolean()).isTrue();
    assertThat(returned.json().at("/status/last_return/applied").asLong()).isPositive();
    assertThat(site.run("member", "list").exits(0).out()).contains("Ada");
    assertThat(site.run("status").exits(0).out()).contains("both sides are equal");
    assertThat(site.run("held", "list").exits(0).out()).contains("nothing is held");
    assertThat(site.run("held", "show", "7").failsClearly(1).err()).contains("no entry 7");
  }

  @Test
  void whatIsOnTheFallbackAloneIsNotDestroyed() {
    site.primary(TestServer.shared().createDatabase());
    assertThat(site.run("return").exits(0).out()).startsWith("already on the primary");

    Ran turned = site.run("failover", "--reason", "new switch", "--json").exits(0);
    assertThat(turned.json().path("changed").asBoolean()).isTrue();
    assertThat(turned.json().at("/status/mode").asText()).isEqualTo("degraded");
    assertThat(turned.json().at("/status/route/reason").asText()).isEqualTo("new switch");

    Ran again = site.run("failover").exits(0);
    assertThat(again.out()).startsWith("already on the fallback");
    assertThat(again.err()).contains("mode      degraded");
    assertThat(site.run("status").exits(3).out()).contains("new switch");
    assertThat(site.run("fallback", "destroy").failsClearly(1).err())
        .contains("--discard-unreturned-writes");
    assertThat(Files.exists(site.data())).isTrue();
    Ran stopped = site.run("fallback", "stop").exits(0);
    assertThat(stopped.err()).contains("warning: the route leads to the fallback");
    site.run("fallback", "destroy").failsClearly(1);

    site.run("fallback", "destroy", "--discard-unreturned-writes").exits(0);
    assertThat(Files.exists(site.data())).isFalse();
    assertThat(site.run("status").exits(0).out()).contains("mode      normal");
    // The new fallback's epochs begin again, and that is not taken for a fallback of the past.
    assertThat(site.run("failover", "--json").exits(0).json().at("/status/route/epoch").asLong())
        .isEqualTo(1);
  }

  @Test
  void theGateCountsAlsoWhenTheRecordIsLost() throws Exception {
    site.primary(TestServer.shared().createDatabase());
    site.run("failover").exits(0);
    site.run("fallback", "stop").exits(0);
    Files.delete(site.state().resolve("route.json"));
    assertThat(site.run("fallback", "destroy").failsClearly(1).err()).contains("gate is open");
    assertThat(Files.exists(site.data())).isTrue();
  }

  @Test
  void whatCannotTurnSaysWhy() {
    try (CommandSite bare = CommandSite.bare()) {
      assertThat(bare.run("failover").failsClearly(1).err()).contains("no primary is configured");
      assertThat(bare.run("return").failsClearly(1).err()).contains("none is configured");
      bare.primary(TestServer.shared().createDatabase()).fallback(false);
      assertThat(bare.run("failover").failsClearly(1).err()).contains("switched off");
      bare.primary("127.0.0.1", 1, TestServer.shared().maintenance()).fallback(true);
      assertThat(bare.run("return", "--json").exits(1).json().at("/error/message").asText())
          .contains("refused");
      assertThat(Files.exists(bare.data())).as("nothing was provisioned").isFalse();
    }
  }
}
