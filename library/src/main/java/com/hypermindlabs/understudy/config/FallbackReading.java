package com.hypermindlabs.understudy.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code database_fallback.*}. */
final class FallbackReading {
  private static final String DEFAULT_DATABASE = "understudy";

  private FallbackReading() {}

  /**
   * The fallback.
   *
   * @param primary gives the default for the database's name; must not be the same database
   */
  static FallbackSettings read(SettingsReader reader, @Nullable DatabaseSettings primary) {
    boolean enabled = reader.get(DatabaseKeys.FALLBACK_ENABLED);
    ProvisionMode mode = reader.get(DatabaseKeys.FALLBACK_MODE);
    HostList hosts = reader.get(DatabaseKeys.FALLBACK_HOST);
    HostList.Host host = hosts.hosts().get(0);
    String name = reader.find(DatabaseKeys.FALLBACK_DB_NAME);
    String otherwise = primary == null ? DEFAULT_DATABASE : primary.database();
    FallbackSettings fallback =
        new FallbackSettings(
            enabled,
            mode,
            name == null ? otherwise : name,
            reader.get(DatabaseKeys.FALLBACK_USER),
            reader.find(DatabaseKeys.FALLBACK_PASSWORD),
            host.name(),
            port(reader, mode, host.port()));
    if (enabled) {
      if (hosts.hosts().size() > 1) {
        reader.problem(
            DatabaseKeys.FALLBACK_HOST,
            "names several hosts",
            "the fallback is one server: name one");
      }
      checkReach(reader, fallback);
      if (primary != null) {
        checkDistinct(reader, fallback, primary);
      }
    }
    return fallback;
  }

  private static @Nullable Integer port(
      SettingsReader reader, ProvisionMode mode, @Nullable Integer ofHost) {
    Integer port = reader.find(DatabaseKeys.FALLBACK_PORT);
    if (ofHost != null) {
      return ofHost;
    }
    return port == null && mode == ProvisionMode.EXISTING
        ? Integer.valueOf(Endpoint.DEFAULT_PORT)
        : port;
  }

  /** Servers of ours listen on the loopback address alone. */
  private static void checkReach(SettingsReader reader, FallbackSettings fallback) {
    boolean anywhere =
        fallback.mode() == ProvisionMode.EXISTING || fallback.mode() == ProvisionMode.AUTO;
    if (!anywhere && !loopback(fallback.host())) {
      reader.problem(
          DatabaseKeys.FALLBACK_HOST,
          "is not this host, where the mode "
              + fallback.mode().name().toLowerCase(Locale.ROOT)
              + " starts its server",
          "write 127.0.0.1, or the mode existing");
    }
  }

  private static void checkDistinct(
      SettingsReader reader, FallbackSettings fallback, DatabaseSettings primary) {
    boolean sameServer =
        primary.hosts().stream()
            .anyMatch(
                host ->
                    Integer.valueOf(host.port()).equals(fallback.port())
                        && sameHost(host.host(), fallback.host()));
    if (sameServer && primary.database().equals(fallback.database())) {
      reader.problem(
          fallback.mode() == ProvisionMode.EXISTING
              ? DatabaseKeys.FALLBACK_HOST
              : DatabaseKeys.FALLBACK_PORT,
          "is the primary's own database",
          "name another server for the fallback, or no port and the mode auto");
    } else if (sameServer) {
      reader.hint("the fallback is on the primary's own server, and goes away with it");
    }
  }

  private static boolean sameHost(String one, String other) {
    return one.equalsIgnoreCase(other) || (loopback(one) && loopback(other));
  }

  private static boolean loopback(String host) {
    return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("::1");
  }
}
