package com.hypermindlabs.understudy.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Settings put together in code. What is not said has the default of the documentation; an empty
 * text counts as not said. Files and variables are not looked at. Not thread-safe.
 *
 * <pre>{@code
 * Settings settings = Settings.builder()
 *     .host("db1.example.org,db2.example.org:5433").database("shop")
 *     .user("shop").password(Secret.of(password))
 *     .build();
 * }</pre>
 */
public final class SettingsBuilder {
  private final Map<String, Map<String, RawValue>> sections = new LinkedHashMap<>();
  private final Map<String, RawValue> root = new LinkedHashMap<>();

  SettingsBuilder() {}

  /**
   * Checks all that was said and puts the settings together.
   *
   * @throws SettingsException with everything that is wrong
   */
  public Settings build() {
    Map<String, RawValue> fields = new LinkedHashMap<>(root);
    sections.forEach((name, section) -> fields.put(name, new RawValue.Fields(section, 0)));
    return SettingsReader.ofGiven(new RawValue.Fields(fields, 0), "Settings.builder()")
        .finish(Settings::read);
  }

  /** The primary's host, or several of one cluster as {@code a:5432,b:5433}. */
  public SettingsBuilder host(String hosts) {
    return put(DatabaseKeys.HOST, text(hosts));
  }

  /** The port of every host that names none. */
  public SettingsBuilder port(int port) {
    return put(DatabaseKeys.PORT, number(port));
  }

  /** The primary's database. */
  public SettingsBuilder database(String name) {
    return put(DatabaseKeys.DB_NAME, text(name));
  }

  /** The role on the primary. */
  public SettingsBuilder user(String name) {
    return put(DatabaseKeys.USER, text(name));
  }

  /** That role's password. */
  public SettingsBuilder password(Secret password) {
    return put(DatabaseKeys.PASSWORD, text(password.reveal()));
  }

  /** A connection property of pgjdbc for the primary, as {@code sslmode}. */
  public SettingsBuilder property(String name, String value) {
    return put("database." + name, text(value));
  }

  /** Whether there is a fallback. */
  public SettingsBuilder fallbackEnabled(boolean enabled) {
    return put(DatabaseKeys.FALLBACK_ENABLED, new RawValue.Flag(enabled, 0));
  }

  /** Where the fallback's server comes from. */
  public SettingsBuilder fallbackMode(ProvisionMode mode) {
    return put(DatabaseKeys.FALLBACK_MODE, word(mode));
  }

  /** Where the fallback listens. */
  public SettingsBuilder fallbackHost(String host) {
    return put(DatabaseKeys.FALLBACK_HOST, text(host));
  }

  /** The fallback's port. */
  public SettingsBuilder fallbackPort(int port) {
    return put(DatabaseKeys.FALLBACK_PORT, number(port));
  }

  /** The fallback's database. */
  public SettingsBuilder fallbackDatabase(String name) {
    return put(DatabaseKeys.FALLBACK_DB_NAME, text(name));
  }

  /** The application's role on the fallback. */
  public SettingsBuilder fallbackUser(String name) {
    return put(DatabaseKeys.FALLBACK_USER, text(name));
  }

  /** That role's password. */
  public SettingsBuilder fallbackPassword(Secret password) {
    return put(DatabaseKeys.FALLBACK_PASSWORD, text(password.reveal()));
  }

  /** The time between two probes. */
  public SettingsBuilder probeInterval(Duration interval) {
    return put(FailoverKeys.PROBE_INTERVAL, duration(interval));
  }

  /** The time one probe may take in all. */
  public SettingsBuilder probeTimeout(Duration timeout) {
    return put(FailoverKeys.PROBE_TIMEOUT, duration(timeout));
  }

  /** How many failed probes in a row make a failure. */
  public SettingsBuilder failureThreshold(int probes) {
    return put(FailoverKeys.FAILURE_THRESHOLD, number(probes));
  }

  /** How long a cluster may be without a writable host while a standby of it answers. */
  public SettingsBuilder switchoverTimeout(Duration timeout) {
    return put(FailoverKeys.SWITCHOVER_TIMEOUT, duration(timeout));
  }

  /** Who starts a return. */
  public SettingsBuilder returnMode(FailoverSettings.ReturnMode mode) {
    return put(FailoverKeys.RETURN, word(mode));
  }

  /** How long the primary has to be well before a return. */
  public SettingsBuilder calm(Duration calm) {
    return put(FailoverKeys.CALM, duration(calm));
  }

  /** How long a planned change of route waits for running transactions. */
  public SettingsBuilder drainTimeout(Duration timeout) {
    return put(FailoverKeys.DRAIN_TIMEOUT, duration(timeout));
  }

  /** How long {@code getConnection()} waits at most. */
  public SettingsBuilder borrowTimeout(Duration timeout) {
    return put(FailoverKeys.BORROW_TIMEOUT, duration(timeout));
  }

  /** Whether a fallback that never had the primary's data may take over. */
  public SettingsBuilder emptyFallback(boolean allowed) {
    return put(FailoverKeys.EMPTY_FALLBACK, new RawValue.Flag(allowed, 0));
  }

  /** The time between two mirror cycles when idle. */
  public SettingsBuilder mirrorInterval(Duration interval) {
    return put(FailoverKeys.MIRROR_INTERVAL, duration(interval));
  }

  /** How long the change log waits for an absent site. */
  public SettingsBuilder logRetention(Duration retention) {
    return put(FailoverKeys.LOG_RETENTION, duration(retention));
  }

  /** The size of the change log, in bytes, at which absent sites are dropped. */
  public SettingsBuilder logLimit(long bytes) {
    return put(FailoverKeys.LOG_LIMIT, text(bytes + "B"));
  }

  /** How many numbers of a sequence the site keeps ready. */
  public SettingsBuilder sequenceBlock(int numbers) {
    return put(FailoverKeys.SEQUENCE_BLOCK, number(numbers));
  }

  /** The tables that are not covered. */
  public SettingsBuilder exclude(String... tables) {
    return put(FailoverKeys.EXCLUDE, list(tables));
  }

  /** The tables whose writes on the fallback stay there on purpose. */
  public SettingsBuilder localTables(String... tables) {
    return put(FailoverKeys.LOCAL_TABLES, list(tables));
  }

  /** One more natural key of a table: columns that name the same thing on both sides. */
  public SettingsBuilder naturalKey(String table, String... columns) {
    RawValue before = within(FailoverKeys.NATURAL_KEYS).get(table);
    List<RawValue> keys =
        before instanceof RawValue.Items items ? new ArrayList<>(items.items()) : new ArrayList<>();
    keys.add(list(columns));
    return add(FailoverKeys.NATURAL_KEYS, table, new RawValue.Items(keys, 0));
  }

  /**
   * The policy for conflicts.
   *
   * @param what {@code *}, a table, {@code table.column}, or {@code *.column}
   */
  public SettingsBuilder conflict(String what, String policy) {
    return add(FailoverKeys.CONFLICTS, what, text(policy));
  }

  /** Where the site keeps its state. */
  public SettingsBuilder stateDirectory(Path directory) {
    root.put(LibraryKeys.STATE_DIRECTORY.name(), text(directory.toString()));
    return this;
  }

  private SettingsBuilder put(SettingKey<?> key, RawValue value) {
    return put(key.name(), value);
  }

  private SettingsBuilder put(String key, RawValue value) {
    String[] path = key.split("\\.", 2);
    sections.computeIfAbsent(path[0], name -> new LinkedHashMap<>()).put(path[1], value);
    return this;
  }

  private Map<String, RawValue> within(SettingKey<?> key) {
    String[] path = key.name().split("\\.", 2);
    RawValue fields = sections.getOrDefault(path[0], Map.of()).get(path[1]);
    return fields instanceof RawValue.Fields object ? object.fields() : Map.of();
  }

  private SettingsBuilder add(SettingKey<?> key, String name, RawValue value) {
    Map<String, RawValue> fields = new LinkedHashMap<>(within(key));
    fields.put(name, value);
    return put(key, new RawValue.Fields(fields, 0));
  }

  private static RawValue text(String text) {
    return new RawValue.Text(text, 0);
  }

  private static RawValue number(int number) {
    return new RawValue.Numeral(Integer.toString(number), 0);
  }

  private static RawValue word(Enum<?> constant) {
    return text(constant.name().toLowerCase(Locale.ROOT));
  }

  /** No setting allows for a millennium, and the text form has to hold the number. */
  private static RawValue duration(Duration duration) {
    Duration longest = Duration.ofDays(365_000);
    return text(DurationText.format(duration.compareTo(longest) > 0 ? longest : duration));
  }

  private static RawValue list(String... texts) {
    return new RawValue.Items(Arrays.stream(texts).map(SettingsBuilder::text).toList(), 0);
  }
}
