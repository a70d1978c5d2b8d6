package com.hypermindlabs.understudy.config;

import static com.hypermindlabs.understudy.config.SettingTypes.choice;
import static com.hypermindlabs.understudy.config.SettingTypes.duration;
import static com.hypermindlabs.understudy.config.SettingTypes.filledList;
import static com.hypermindlabs.understudy.config.SettingTypes.flag;
import static com.hypermindlabs.understudy.config.SettingTypes.integer;
import static com.hypermindlabs.understudy.config.SettingTypes.list;
import static com.hypermindlabs.understudy.config.SettingTypes.map;
import static com.hypermindlabs.understudy.config.SettingTypes.size;
import static com.hypermindlabs.understudy.config.SettingTypes.text;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The settings of the change of route: {@code failover.*}. */
final class FailoverKeys {
  static final SettingKey<Duration> PROBE_INTERVAL =
      SettingKey.of(
              "failover.probe_interval",
              duration(Duration.ofMillis(50), Duration.ofHours(1)),
              "time between two probes")
          .or(ProbeSettings.defaults().interval());
  static final SettingKey<Duration> PROBE_TIMEOUT =
      SettingKey.of(
              "failover.probe_timeout",
              duration(Duration.ofMillis(50), Duration.ofMinutes(1)),
              "time one probe may take in all")
          .or(ProbeSettings.defaults().timeout());
  static final SettingKey<Integer> FAILURE_THRESHOLD =
      SettingKey.of(
              "failover.failure_threshold",
              integer(1, 100),
              "failed probes in a row that make a failure")
          .or(ProbeSettings.defaults().failureThreshold());
  static final SettingKey<Duration> SWITCHOVER_TIMEOUT =
      SettingKey.of(
              "failover.switchover_timeout",
              duration(Duration.ZERO, Duration.ofHours(1)),
              "how long a cluster of several hosts may be without a writable one while a standby"
                  + " answers")
          .or(ProbeSettings.defaults().switchover());
  static final SettingKey<FailoverSettings.ReturnMode> RETURN =
      SettingKey.of(
              "failover.return",
              choice(FailoverSettings.ReturnMode.class),
              "who starts a return: the site by itself, or the operator")
          .or(FailoverSettings.ReturnMode.AUTO);
  static final SettingKey<Duration> CALM =
      SettingKey.of(
              "failover.calm",
              duration(Duration.ZERO, Duration.ofDays(1)),
              "how long the primary has to be well before a return")
          .or(FailoverSettings.defaults().calm());
  static final SettingKey<Duration> DRAIN_TIMEOUT =
      SettingKey.of(
              "failover.drain_timeout",
              duration(Duration.ZERO, Duration.ofMinutes(10)),
              "how long a planned change of route waits for running transactions")
          .or(FailoverSettings.defaults().drainTimeout());
  static final SettingKey<Duration> BORROW_TIMEOUT =
      SettingKey.of(
              "failover.borrow_timeout",
              duration(Duration.ofMillis(250), Duration.ofMinutes(10)),
              "how long `getConnection()` waits at most")
          .or(FailoverSettings.defaults().borrowTimeout());
  static final SettingKey<Boolean> EMPTY_FALLBACK =
      SettingKey.of(
              "failover.empty_fallback",
              flag(),
              "whether a fallback that never had the primary's data takes over; with false that is"
                  + " an outage until the first copy is there")
          .or(FailoverSettings.defaults().emptyFallback());
  static final SettingKey<Duration> MIRROR_INTERVAL =
      SettingKey.of(
              "failover.mirror_interval",
              duration(Duration.ofMillis(50), Duration.ofHours(1)),
              "time between two mirror cycles when idle")
          .or(MirrorSettings.defaults().interval());
  static final SettingKey<Duration> LOG_RETENTION =
      SettingKey.of(
              "failover.log_retention",
              duration(Duration.ofMinutes(1), Duration.ofDays(3650)),
              "how long the change log waits for a site that is absent, or comes no further")
          .or(MirrorSettings.defaults().logRetention());
  static final SettingKey<Long> LOG_LIMIT =
      SettingKey.of(
              "failover.log_limit",
              size(1L << 20, 1L << 50),
              "size of the change log at which such sites are dropped")
          .or(MirrorSettings.defaults().logLimit());
  static final SettingKey<Integer> SEQUENCE_BLOCK =
      SettingKey.of(
              "failover.sequence_block",
              integer(1, 1_000_000),
              "numbers of a sequence that the site keeps ready")
          .or(MirrorSettings.defaults().sequenceBlock());
  static final SettingKey<List<String>> EXCLUDE =
      SettingKey.of("failover.exclude", list(text()), "tables that are not covered").or(List.of());
  static final SettingKey<List<String>> LOCAL_TABLES =
      SettingKey.of(
              "failover.local_tables",
              list(text()),
              "tables whose writes on the fallback stay there on purpose")
          .or(List.of());
  static final SettingKey<Map<String, List<List<String>>>> NATURAL_KEYS =
      SettingKey.of(
              "failover.natural_keys",
              map(filledList(filledList(text()))),
              "columns that name the same thing on both sides, as"
                  + " `{\"member\": [[\"telegram_id\"]]}`")
          .or(ConflictSettings.defaults().naturalKeys());
  static final SettingKey<Map<String, String>> CONFLICTS =
      SettingKey.of(
              "failover.conflicts",
              map(policy()),
              "policy by `*`, table, table.column or *.column, as `{\"account.balance\": \"delta\"}`")
          .or(ConflictSettings.defaults().policies());
  private static final List<SettingKey<?>> ALL =
      List.of(
          PROBE_INTERVAL,
          PROBE_TIMEOUT,
          FAILURE_THRESHOLD,
          SWITCHOVER_TIMEOUT,
          RETURN,
          CALM,
          DRAIN_TIMEOUT,
          BORROW_TIMEOUT,
          EMPTY_FALLBACK,
          MIRROR_INTERVAL,
          LOG_RETENTION,
          LOG_LIMIT,
          SEQUENCE_BLOCK,
          EXCLUDE,
          LOCAL_TABLES,
          NATURAL_KEYS,
          CONFLICTS);

  private FailoverKeys() {}

  /** All of them, in the order of the documentation. */
  static List<SettingKey<?>> all() {
    return ALL;
  }

  private static SettingType<String> policy() {
    return SettingTypes.oneOf(
        List.of("primary-wins", "fallback-wins", "delta", "derived", "hold", "resolver"));
  }
}
