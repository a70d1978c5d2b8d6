package com.hypermindlabs.understudy.drills.work;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Settings of a site in a hurry: a schedule has seconds. */
public final class SiteSettings {
  /** The role that owns the application's tables on the primary. */
  public static final String ROLE = "drill";

  /** Its password, of a server that lives for minutes and listens on the loopback address. */
  public static final String PASSWORD = "drill's own";

  private SiteSettings() {}

  /** Of a site with this state directory, whose link to the primary listens on that port. */
  public static Settings of(Path folder, String database, int port) {
    FailoverSettings failover =
        new FailoverSettings(
            new ProbeSettings(Duration.ofMillis(150), Duration.ofSeconds(1), 2),
            FailoverSettings.ReturnMode.AUTO,
            Duration.ofMillis(300),
            Duration.ofMillis(800),
            Duration.ofSeconds(3),
            new MirrorSettings(
                Duration.ofMillis(150), Duration.ofDays(7), 1L << 30, 100, List.of(), List.of()),
            new ConflictSettings(Schema.NATURAL_KEYS, Schema.POLICIES));
    return new Settings(
        new DatabaseSettings(
            List.of(new Endpoint("127.0.0.1", port)),
            database,
            ROLE,
            Secret.of(PASSWORD),
            Map.of()),
        fallback(),
        failover,
        folder);
  }

  /** Of the embedded PostgreSQL. */
  public static FallbackSettings fallback() {
    return new FallbackSettings(
        true, ProvisionMode.EMBEDDED, "understudy", "understudy_app", null, "127.0.0.1", null);
  }
}
