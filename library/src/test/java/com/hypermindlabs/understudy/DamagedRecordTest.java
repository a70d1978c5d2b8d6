package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.RouteFile;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A route.json that makes no sense: the gate on the fallback tells where the site stands. */
class DamagedRecordTest {
  private static final String DAMAGED = "{\"epoch\": 1, \"mode\": \"degr";

  private TestSite site;
  private Path file;
  private Settings settings;

  @BeforeEach
  void createSite() {
    site = TestSite.create();
    file = site.folder().resolve("route.json");
    settings = site.settings(TestServer.shared());
  }

  @AfterEach
  void closeSite() {
    site.close();
  }

  private void damage(boolean gateOpen) throws Exception {
    try (Understudy understudy = site.start(settings)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> understudy.status().fallback().running());
      if (gateOpen) {
        understudy.failOver("a test");
      }
    }
    Files.writeString(file, DAMAGED);
  }

  private Provisioner fallback() {
    return new Provisioner(TestSite.fallback(true), site.folder(), ProgressListener.SILENT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theGateIsTrustedAndTheFileKept(boolean gateOpen) throws Exception {
    damage(gateOpen);
    Mode mode = gateOpen ? Mode.DEGRADED : Mode.NORMAL;
    assertThat(Understudy.observe(settings).mode()).isEqualTo(mode);
    assertThat(file).as("looking changes nothing").hasContent(DAMAGED);
    fallback().stop();
    try (Understudy understudy = site.start(settings)) {
      assertThat(understudy.status().mode()).isEqualTo(mode);
      assertThat(understudy.status().route().epoch()).isEqualTo(gateOpen ? 1 : 0);
    }
    assertThat(new RouteFile(file).read())
        .hasValueSatisfying(record -> assertThat(record.mode()).isEqualTo(mode));
    assertThat(file.resolveSibling("route.json.damaged")).hasContent(DAMAGED);
  }

  @Test
  void withoutAGateThatCanBeReadNothingIsChosen() throws Exception {
    nothingIsChosen(false);
  }

  @Test
  @Tag("thorough")
  void norWithTheFallbackSwitchedOff() throws Exception {
    nothingIsChosen(true);
  }

  private void nothingIsChosen(boolean switchedOff) throws Exception {
    damage(true);
    fallback().stop();
    site.breakFallback();
    Settings now = switchedOff ? site.withoutFallback(TestServer.shared()) : settings;
    assertThatThrownBy(() -> Understudy.observe(now))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("route.json");
    assertThatThrownBy(() -> site.start(now).close())
        .isInstanceOf(StartException.class)
        .hasMessageContaining("route.json");
    assertThat(file).hasContent(DAMAGED);
    site.mendFallback();
    try (Understudy understudy = site.start(settings)) {
      assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
    }
  }
}
