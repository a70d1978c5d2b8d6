package com.hypermindlabs.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsBuilderTest {
  @Test
  void everyMethodReachesItsComponent() {
    Settings settings = everything().build();
    assertThat(settings.database())
        .isEqualTo(
            new DatabaseSettings(
                List.of(new Endpoint("a", 6000), new Endpoint("b", 7)),
                "shop",
                "app",
                Secret.of(" p "),
                Map.of("sslmode", "require", "currentSchema", "x")));
    assertThat(settings.fallback())
        .isEqualTo(
            new FallbackSettings(
                false, ProvisionMode.EMBEDDED, "fd", "fu", Secret.of("fp"), "::1", 6001));
    assertThat(settings.failover())
        .isEqualTo(
            new FailoverSettings(
                new ProbeSettings(
                    Duration.ofMillis(60), Duration.ofMillis(70), 4, Duration.ofSeconds(10)),
                FailoverSettings.ReturnMode.MANUAL,
                Duration.ofSeconds(11),
                Duration.ofSeconds(12),
                Duration.ofSeconds(13),
                new MirrorSettings(
                    Duration.ofSeconds(14),
                    Duration.ofHours(15),
                    1_234_567,
                    16,
                    List.of("a"),
                    List.of("b", "c")),
                new ConflictSettings(
                    Map.of("m", List.of(List.of("x"), List.of("y", "z"))),
                    Map.of("*", "hold", "m.n", "delta")),
                false));
    assertThat(settings.stateDirectory()).isEqualTo(Path.of("/srv/site"));
    assertThat(settings.provenance().of("database.port").orElseThrow().source())
        .isEqualTo(Provenance.Source.GIVEN);
  }

  @Test
  void nothingSaidMeansTheDefaults() {
    Settings settings = Settings.builder().build();
    assertThat(settings.database()).isNull();
    assertThat(settings.fallback().enabled()).isTrue();
    assertThat(settings.failover()).isEqualTo(FailoverSettings.defaults());
  }

  @Test
  void theSameRulesApplyAndEverythingWrongComesAtOnce() {
    SettingsBuilder builder =
        Settings.builder()
            .host("a,b:0")
            .port(-1)
            .probeInterval(Duration.ofMillis(-5))
            .calm(Duration.ofSeconds(Long.MAX_VALUE))
            .logLimit(-1)
            .conflict("*", "newest-wins")
            .property("sslmode", "maybe");
    assertThatThrownBy(builder::build)
        .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems()).hasSize(7))
        .hasMessageContaining("Settings.builder(): database.port = -1: is too small");
    assertThatThrownBy(() -> Settings.builder().host("h").build())
        .hasMessageContaining("database.db_name: is not set");
  }

  private static SettingsBuilder everything() {
    return Settings.builder()
        .host("a,b:7")
        .port(6000)
        .database("shop")
        .user("app")
        .password(Secret.of(" p "))
        .property("sslmode", "require")
        .property("currentSchema", "x")
        .fallbackEnabled(false)
        .fallbackMode(ProvisionMode.EMBEDDED)
        .fallbackHost("::1")
        .fallbackPort(6001)
        .fallbackDatabase("fd")
        .fallbackUser("fu")
        .fallbackPassword(Secret.of("fp"))
        .probeInterval(Duration.ofMillis(60))
        .probeTimeout(Duration.ofMillis(70))
        .failureThreshold(4)
        .switchoverTimeout(Duration.ofSeconds(10))
        .returnMode(FailoverSettings.ReturnMode.MANUAL)
        .calm(Duration.ofSeconds(11))
        .drainTimeout(Duration.ofSeconds(12))
        .borrowTimeout(Duration.ofSeconds(13))
        .emptyFallback(false)
        .mirrorInterval(Duration.ofSeconds(14))
        .logRetention(Duration.ofHours(15))
        .logLimit(1_234_567)
        .sequenceBlock(16)
        .exclude("a")
        .localTables("b", "c")
        .naturalKey("m", "x")
        .naturalKey("m", "y", "z")
        .conflict("*", "hold")
        .conflict("m.n", "delta")
        .stateDirectory(Path.of("/srv/site"));
  }
}
