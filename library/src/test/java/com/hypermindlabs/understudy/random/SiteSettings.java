package com.hypermindlabs.understudy.random;

import com.hypermindlabs.understudy.config.ConflictSettings;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.config.MirrorSettings;
import com.hypermindlabs.understudy.config.ProbeSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Settings of a site that is in a hurry. */
final class SiteSettings {
  private SiteSettings() {}

  static Settings of(Path folder, String database, int port, Schema schema) {
    FailoverSettings failover =
        new FailoverSettings(
            new ProbeSettings(Duration.ofMillis(200), Duration.ofMillis(1000), 2),
            FailoverSettings.ReturnMode.AUTO,
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            new MirrorSettings(
                Duration.ofMillis(200), Duration.ofDays(7), 1L << 30, 100, List.of(), List.of()),
            new ConflictSettings(schema.naturalKeys(), schema.policies()));
    return new Settings(
        new DatabaseSettings(
            List.of(new Endpoint("127.0.0.1", port)),
            database,
            TestServer.SUPERUSER,
            Secret.of(TestServer.PASSWORD),
            Map.of()),
        fallback(),
        failover,
        folder);
  }

  static FallbackSettings fallback() {
    return new FallbackSettings(
        true, ProvisionMode.EMBEDDED, "understudy", "understudy_app", null, "127.0.0.1", null);
  }
}
