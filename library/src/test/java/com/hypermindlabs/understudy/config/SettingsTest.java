package com.hypermindlabs.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path folder;

  @Test
  void withoutAnySourceTheSiteIsLocalWithTheDocumentedDefaults() {
    Settings settings = files().load();
    assertThat(settings.database()).isNull();
    assertThat(settings.fallback())
        .isEqualTo(
            new FallbackSettings(
                true, ProvisionMode.AUTO, "understudy", "understudy_app", null, "127.0.0.1", null));
    assertThat(settings.failover()).isEqualTo(FailoverSettings.defaults());
    assertThat(settings.provenance().hints()).isEmpty();
    assertThat(settings.stateDirectory()).isAbsolute();
  }

  @Test
  void everyKeyReachesItsComponent() throws Exception {
    Settings settings = files().config(ALL_KEYS).load();
    assertThat(settings.database())
        .isEqualTo(
            new DatabaseSettings(
                List.of(new Endpoint("a", 6000), new Endpoint("::1", 5433)),
                "shop",
                "app",
                Secret.of("p@ss"),
                Map.of("sslmode", "require", "prepareThreshold", "0", "tcpNoDelay", "false")));
    assertThat(settings.fallback())
        .isEqualTo(
            new FallbackSettings(
                true, ProvisionMode.EXISTING, "fb", "fu", Secret.of("fp"), "10.0.0.9", 6001));
    FailoverSettings failover = settings.failover();
    assertThat(failover.probe())
        .isEqualTo(new ProbeSettings(Duration.ofMillis(100), Duration.ofMillis(200), 3));
    assertThat(failover.returnMode()).isEqualTo(FailoverSettings.ReturnMode.MANUAL);
    assertThat(failover.calm()).isEqualTo(Duration.ofMinutes(1));
    assertThat(failover.drainTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(failover.borrowTimeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(failover.mirror())
        .isEqualTo(
            new MirrorSettings(
                Duration.ofSeconds(5),
                Duration.ofDays(1),
                512L << 20,
                99,
                List.of("log"),
                List.of("cache")));
    assertThat(failover.conflicts())
        .isEqualTo(
            new ConflictSettings(
                Map.of("member", List.of(List.of("telegram_id"))),
                Map.of("*", "primary-wins", "account", "hold", "account.balance", "delta")));
    assertThat(settings.stateDirectory()).isEqualTo(Path.of("/srv/state"));
    assertThat(settings.provenance().hints()).isEmpty();
  }

  @Test
  void theFallbackTakesThePrimarysDatabaseName() throws Exception {
    files().config("{\"database\": {\"host\": \"h\", \"db_name\": \"shop\", \"user\": \"u\"}}");
    assertThat(files().load().fallback().database()).isEqualTo("shop");
  }

  @Test
  void modeLocalMeansAuto() {
    Map<String, String> local = Map.of("POSTGRES_FALLBACK_MODE", "local");
    assertThat(files().load(local).fallback().mode()).isEqualTo(ProvisionMode.AUTO);
  }

  @Test
  void anExistingFallbackListensOnTheUsualPort() {
    Map<String, String> existing = Map.of("POSTGRES_FALLBACK_MODE", "existing");
    assertThat(files().load(existing).fallback().port()).isEqualTo(5432);
  }

  @Test
  void aPrimaryWithoutHostIsNoneAndTheHintSaysWhatIsMissing() throws Exception {
    files().config("{\"database\": {\"port\": 5432,\n\"db_name\": \"shop\"}}");
    Settings settings = files().load();
    assertThat(settings.database()).isNull();
    assertThat(settings.provenance().hints())
        .singleElement()
        .asString()
        .contains("database.host is not set", "database.db_name", "line 2", "POSTGRES_HOST");
    files().config("{\"database\": {\"port\": 5432, \"db_name\": \"\", \"host\": \"\"}}");
    assertThat(files().load().provenance().hints()).isEmpty();
  }

  @Test
  void theCallersStateDirectoryGoesBeforeEverySource() {
    Map<String, String> environment = Map.of("UNDERSTUDY_STATE_DIR", "/from/environment");
    Settings settings =
        Settings.load(files().config(), files().dotEnv(), environment, folder.resolve("x/../y"));
    assertThat(settings.stateDirectory()).isEqualTo(folder.resolve("y").toAbsolutePath());
    assertThat(settings.provenance().of("state_directory").orElseThrow())
        .satisfies(
            entry -> {
              assertThat(entry.source()).isEqualTo(Provenance.Source.GIVEN);
              assertThat(entry.overridden()).containsExactly("UNDERSTUDY_STATE_DIR");
            });
  }

  @Test
  void theDefaultStateDirectoryFollowsTheAccount() {
    Map<String, String> home = Map.of("HOME", "/home/u");
    assertThat(StateDirectory.byDefault(home, false))
        .isEqualTo(Path.of("/home/u/.local/state/understudy"));
    assertThat(StateDirectory.byDefault(Map.of("HOME", "/h", "XDG_STATE_HOME", "/s"), false))
        .isEqualTo(Path.of("/s/understudy"));
    assertThat(StateDirectory.byDefault(Map.of("HOME", "/h", "XDG_STATE_HOME", "rel"), false))
        .isEqualTo(Path.of("/h/.local/state/understudy"));
    assertThat(StateDirectory.byDefault(Map.of("XDG_STATE_HOME", "/s"), true))
        .isEqualTo(Path.of("/var/lib/understudy"));
  }

  @Test
  void provenanceNeverShowsASecret() throws Exception {
    files()
        .config(
            "{\"database\": {\"password\": \"hunter2-config\", \"sslpassword\": \"hunter2-ssl\"}}")
        .dotEnv("POSTGRES_FALLBACK_PASSWORD=hunter2-dotenv\n");
    Settings settings = files().load(Map.of("POSTGRES_PASSWORD", "hunter2-environment"));
    assertThat(settings.provenance().of("database.password").orElseThrow().value())
        .isEqualTo("set");
    assertThat(settings.toString()).doesNotContain("hunter2");
  }

  private SettingsFiles files() {
    return new SettingsFiles(folder);
  }

  private static final String ALL_KEYS =
      """
      {
        "database": {
          "host": "a, [::1]:5433", "port": 6000, "db_name": "shop", "user": "app",
          "password": "p@ss", "sslmode": "require", "prepareThreshold": 0, "tcpNoDelay": false
        },
        "database_fallback": {
          "enabled": true, "mode": "existing", "db_name": "fb", "user": "fu", "password": "fp",
          "host": "10.0.0.9", "port": 6001
        },
        "failover": {
          "probe_interval": "100ms", "probe_timeout": "200ms", "failure_threshold": 3,
          "return": "manual", "calm": "1m", "drain_timeout": "3s", "borrow_timeout": "4s",
          "mirror_interval": "5s", "log_retention": "1d", "log_limit": "512MB",
          "sequence_block": 99, "exclude": ["log"], "local_tables": ["cache"],
          "natural_keys": {"member": [["telegram_id"]]},
          "conflicts": {"account": "hold", "account.balance": "delta"}
        },
        "state_directory": "/srv/state",
        "somebody_elses": {"key": true}
      }
      """;
}
