package com.hypermindlabs.understudy.config;

import static com.hypermindlabs.understudy.config.SettingTypes.choice;
import static com.hypermindlabs.understudy.config.SettingTypes.flag;
import static com.hypermindlabs.understudy.config.SettingTypes.integer;
import static com.hypermindlabs.understudy.config.SettingTypes.secret;
import static com.hypermindlabs.understudy.config.SettingTypes.text;
import static com.hypermindlabs.understudy.config.SettingTypes.word;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The settings of the two servers: {@code database.*} and {@code database_fallback.*}. */
final class DatabaseKeys {
  static final SettingKey<HostList> HOST =
      SettingKey.of(
              "database.host",
              HostList.type(),
              "the primary; several hosts of one cluster as `a:5432,b:5433`; none configured: mode local")
          .variable("POSTGRES_HOST");
  static final SettingKey<Integer> PORT =
      SettingKey.of("database.port", port(), "for every host that names none")
          .variable("POSTGRES_PORT")
          .or(Endpoint.DEFAULT_PORT);
  static final SettingKey<String> DB_NAME =
      SettingKey.of("database.db_name", text(), "required with a host").variable("POSTGRES_DB");
  static final SettingKey<String> USER =
      SettingKey.of("database.user", text(), "required with a host").variable("POSTGRES_USER");
  static final SettingKey<Secret> PASSWORD =
      SettingKey.of("database.password", secret(), "empty where the server asks for none")
          .variable("POSTGRES_PASSWORD");
  static final SettingKey<String> SSL_MODE =
      SettingKey.of(
          "database.sslmode",
          sslMode(),
          "encryption to the primary; without it pgjdbc's own choice, prefer");
  static final SettingKey<String> PROPERTY =
      SettingKey.of(
          "database.<property>", word(), "any connection property of pgjdbc, by its name there");

  static final SettingKey<Boolean> FALLBACK_ENABLED =
      SettingKey.of(
              "database_fallback.enabled", flag(), "with false a failing primary means outage")
          .variable("POSTGRES_FALLBACK_ENABLED")
          .or(true);
  static final SettingKey<ProvisionMode> FALLBACK_MODE =
      SettingKey.of(
              "database_fallback.mode", mode(), "where the server comes from; `local` means auto")
          .variable("POSTGRES_FALLBACK_MODE")
          .or(ProvisionMode.AUTO);
  static final SettingKey<String> FALLBACK_DB_NAME =
      SettingKey.of("database_fallback.db_name", text(), "else the primary's, else `understudy`")
          .variable("POSTGRES_FALLBACK_DB");
  static final SettingKey<String> FALLBACK_USER =
      SettingKey.of("database_fallback.user", text(), "the application's role")
          .variable("POSTGRES_FALLBACK_USER")
          .or("understudy_app");
  static final SettingKey<Secret> FALLBACK_PASSWORD =
      SettingKey.of("database_fallback.password", secret(), "without it one is generated")
          .variable("POSTGRES_FALLBACK_PASSWORD");
  static final SettingKey<HostList> FALLBACK_HOST =
      SettingKey.of(
              "database_fallback.host",
              HostList.type(),
              "one host; not a loopback address only with the modes existing and auto")
          .variable("POSTGRES_FALLBACK_HOST")
          .or(new HostList(List.of(new HostList.Host("127.0.0.1", null))));
  static final SettingKey<Integer> FALLBACK_PORT =
      SettingKey.of(
              "database_fallback.port",
              port(),
              "without it a free one is chosen and remembered; 5432 with the mode existing")
          .variable("POSTGRES_FALLBACK_PORT");

  private static final List<SettingKey<?>> ALL =
      List.of(
          HOST,
          PORT,
          DB_NAME,
          USER,
          PASSWORD,
          SSL_MODE,
          PROPERTY,
          FALLBACK_ENABLED,
          FALLBACK_MODE,
          FALLBACK_DB_NAME,
          FALLBACK_USER,
          FALLBACK_PASSWORD,
          FALLBACK_HOST,
          FALLBACK_PORT);

  private DatabaseKeys() {}

  /** All of them, in the order of the documentation. */
  static List<SettingKey<?>> all() {
    return ALL;
  }

  private static SettingType<Integer> port() {
    return integer(1, 65535);
  }

  private static SettingType<ProvisionMode> mode() {
    Map<String, ProvisionMode> words =
        Map.of(
            "auto", ProvisionMode.AUTO,
            "local", ProvisionMode.AUTO,
            "existing", ProvisionMode.EXISTING,
            "installed", ProvisionMode.INSTALLED,
            "embedded", ProvisionMode.EMBEDDED,
            "docker", ProvisionMode.DOCKER);
    return choice(
        words,
        List.of("auto", "existing", "installed", "embedded", "docker"),
        mode -> mode.name().toLowerCase(Locale.ROOT));
  }

  private static SettingType<String> sslMode() {
    return SettingTypes.oneOf(
        List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full"));
  }
}
