package com.hypermindlabs.understudy.assistant.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A fallback that was set aside holds the only copy of what was written there. */
@Tag("slow")
class SetAsideCommandTest {
  private CommandSite site;
  private TestDatabase primary;

  @BeforeEach
  void setTheFallbackAside() throws Exception {
    site = CommandSite.create();
    primary = TestServer.shared().createDatabase();
    site.primary(primary);
    site.run("failover").exits(0);
    site.run("member", "add", "Ada", "--login", "ada").exits(0);
    site.run("fallback", "stop").exits(0);
    Files.move(site.data().resolve("global"), away()); // its disk is not mounted right
    site.run("return", "--set-fallback-aside", "--reason", "its disk is away").exits(0);
  }

  @AfterEach
  void closeSite() {
    site.close();
  }

  private Path away() {
    return site.data().resolve("global.away");
  }

  @Test
  void itIsNotDestroyedWithoutBeingDiscarded() {
    assertThat(site.run("fallback", "destroy").failsClearly(1).err())
        .contains("it was set aside", "--discard-unreturned-writes");
    assertThat(Files.exists(site.data())).as("the only copy of Ada").isTrue();
    site.run("fallback", "destroy", "--discard-unreturned-writes").exits(0);
    assertThat(Files.exists(site.data())).isFalse();
    site.run("unprotect").exits(0);
  }

  @Test
  void thePrimaryKeepsWhatTheMergeNeeds() {
    assertThat(site.run("unprotect").failsClearly(1).err())
        .contains("the fallback may hold writes", "when the fallback can be read");
  }

  @Test
  void itIsMergedIntoAStrangeOneOnceThatIsConfirmed() throws Exception {
    try (Connection connection = primary.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE understudy.site SET nonce = gen_random_uuid(), previous = gen_random_uuid(),"
              + " xid = '3'");
    }
    Files.move(away(), site.data().resolve("global"));
    assertThat(site.run("return").exits(0).out()).startsWith("already on the primary");
    assertThat(site.run("return", "--confirm-primary").exits(0).out())
        .startsWith("merged what was set aside; on the primary");
    assertThat(site.run("member", "list").exits(0).out()).contains("Ada");
    assertThat(site.run("return", "--confirm-primary").exits(0).out())
        .startsWith("already on the primary");
  }

  @Test
  void whoStopsItIsWarned() throws Exception {
    Files.move(away(), site.data().resolve("global"));
    site.run("fallback", "start").exits(0);
    assertThat(site.run("fallback", "destroy").failsClearly(1).err()).contains("it was set aside");
    assertThat(site.run("fallback", "stop").exits(0).err())
        .contains("warning: the fallback was set aside")
        .doesNotContain("the route leads to the fallback");
  }
}
