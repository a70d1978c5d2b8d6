package com.hypermindlabs.understudy.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/** Reads {@code database.*}. */
final class DatabaseReading {
  private static final String SECTION = "database";

  private static final List<SettingKey<?>> NAMED =
      List.of(
          DatabaseKeys.HOST,
          DatabaseKeys.PORT,
          DatabaseKeys.DB_NAME,
          DatabaseKeys.USER,
          DatabaseKeys.PASSWORD,
          DatabaseKeys.SSL_MODE);

  /** What pgjdbc calls the keys that have a name of ours. */
  private static final Map<String, String> OURS =
      Map.of(
          "PGHOST", "database.host",
          "PGPORT", "database.port",
          "PGDBNAME", "database.db_name",
          "service", "database.host");

  /** Properties that {@link ConnectionFactory} sets for every connection. */
  private static final Set<String> FIXED =
      Set.of(
          PGProperty.APPLICATION_NAME.getName(),
          PGProperty.CONNECT_TIMEOUT.getName(),
          PGProperty.LOGIN_TIMEOUT.getName(),
          PGProperty.SOCKET_TIMEOUT.getName(),
          PGProperty.TCP_KEEP_ALIVE.getName());

  private final SettingsReader reader;

  private DatabaseReading(SettingsReader reader) {
    this.reader = reader;
  }

  /** The primary; null when none is configured. */
  static @Nullable DatabaseSettings read(SettingsReader reader) {
    return new DatabaseReading(reader).read();
  }

  private @Nullable DatabaseSettings read() {
    HostList hosts = reader.find(DatabaseKeys.HOST);
    int port = reader.get(DatabaseKeys.PORT);
    String database = reader.find(DatabaseKeys.DB_NAME);
    String user = reader.find(DatabaseKeys.USER);
    Secret password = reader.find(DatabaseKeys.PASSWORD);
    Map<String, String> properties = properties();
    if (hosts == null) {
      hintAtMissingHost();
      return null;
    }
    requirePresent(DatabaseKeys.DB_NAME);
    requirePresent(DatabaseKeys.USER);
    if (database == null || user == null) {
      return null;
    }
    return new DatabaseSettings(
        hosts.endpoints(port),
        database,
        user,
        password == null ? Secret.of("") : password,
        properties);
  }

  private void requirePresent(SettingKey<String> key) {
    if (!reader.isSet(key)) {
      String because = reader.place(DatabaseKeys.HOST);
      reader.problem(
          key, "is not set, although database.host is (" + because + ")", key.howToSet());
    }
  }

  private void hintAtMissingHost() {
    if (reader.isSet(DatabaseKeys.HOST)) {
      return;
    }
    reader.provenance().entries().stream()
        .filter(entry -> entry.key().startsWith(SECTION + "."))
        .filter(entry -> entry.source() != Provenance.Source.DEFAULT)
        .filter(entry -> !entry.value().equals(fallback(entry.key())))
        .findFirst()
        .ifPresent(
            entry ->
                reader.hint(
                    "no primary is configured: database.host is not set, although "
                        + entry.key()
                        + " is ("
                        + entry.place()
                        + "); "
                        + DatabaseKeys.HOST.howToSet()));
  }

  private static String fallback(String key) {
    return NAMED.stream()
        .filter(named -> named.name().equals(key))
        .map(SettingKey::shownFallback)
        .filter(shown -> !shown.isEmpty())
        .findFirst()
        .orElse("no default");
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    String sslMode = reader.find(DatabaseKeys.SSL_MODE);
    if (sslMode != null) {
      properties.put(PGProperty.SSL_MODE.getName(), sslMode);
    }
    for (String name : reader.others(SECTION, NAMED)) {
      PGProperty property = PGProperty.forName(name);
      String key = SECTION + "." + name;
      if (OURS.containsKey(name)) {
        reader.hint(key + " is ignored; write " + OURS.get(name));
      } else if (FIXED.contains(name)) {
        reader.hint(key + " is ignored: it follows from failover.*");
      } else if (property == null) {
        hintAtUnknown(name);
      } else {
        read(property).ifPresent(value -> properties.put(name, value));
      }
    }
    return properties;
  }

  private Optional<String> read(PGProperty property) {
    String name = property.getName();
    String meaning = "connection property of pgjdbc";
    String key = SECTION + "." + name;
    if (name.contains("password")) {
      Secret secret = reader.find(SettingKey.of(key, SettingTypes.secret(), meaning));
      return Optional.ofNullable(secret).map(Secret::reveal);
    }
    String[] choices = property.getChoices();
    // requireAuth takes several of its choices at once.
    boolean open = choices == null || property == PGProperty.REQUIRE_AUTH;
    SettingType<String> type = open ? SettingTypes.word() : SettingTypes.oneOfAnyCase(choices);
    return Optional.ofNullable(reader.find(SettingKey.of(key, type, meaning)));
  }

  private void hintAtUnknown(String name) {
    Set<String> known = new HashSet<>();
    NAMED.forEach(key -> known.add(key.name().substring(SECTION.length() + 1)));
    for (PGProperty property : PGProperty.values()) {
      known.add(property.getName());
    }
    reader.hint(
        SECTION
            + "."
            + name
            + " is ignored: neither a setting nor a connection property of pgjdbc"
            + NearMiss.of(name, known).map(near -> "; did you mean " + near + "?").orElse(""));
  }
}
