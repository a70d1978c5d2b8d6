package com.hypermindlabs.understudy.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code failover.*}. */
final class FailoverReading {
  private FailoverReading() {}

  static FailoverSettings read(SettingsReader reader) {
    return new FailoverSettings(
        new ProbeSettings(
            reader.get(FailoverKeys.PROBE_INTERVAL),
            reader.get(FailoverKeys.PROBE_TIMEOUT),
            reader.get(FailoverKeys.FAILURE_THRESHOLD),
            reader.get(FailoverKeys.SWITCHOVER_TIMEOUT)),
        reader.get(FailoverKeys.RETURN),
        reader.get(FailoverKeys.CALM),
        reader.get(FailoverKeys.DRAIN_TIMEOUT),
        reader.get(FailoverKeys.BORROW_TIMEOUT),
        mirror(reader),
        new ConflictSettings(reader.get(FailoverKeys.NATURAL_KEYS), policies(reader)),
        reader.get(FailoverKeys.EMPTY_FALLBACK));
  }

  private static MirrorSettings mirror(SettingsReader reader) {
    List<String> exclude = reader.get(FailoverKeys.EXCLUDE);
    List<String> local = reader.get(FailoverKeys.LOCAL_TABLES);
    List<String> both = local.stream().filter(exclude::contains).toList();
    if (!both.isEmpty()) {
      reader.problem(
          FailoverKeys.LOCAL_TABLES,
          "names " + String.join(", ", both) + ", which failover.exclude names too",
          "name a table in one of the two");
    }
    return new MirrorSettings(
        reader.get(FailoverKeys.MIRROR_INTERVAL),
        reader.get(FailoverKeys.LOG_RETENTION),
        reader.get(FailoverKeys.LOG_LIMIT),
        reader.get(FailoverKeys.SEQUENCE_BLOCK),
        exclude,
        local);
  }

  /** The declared ones over the defaults, so that {@code *} always has a policy. */
  private static Map<String, String> policies(SettingsReader reader) {
    Map<String, String> policies = new HashMap<>(ConflictSettings.defaults().policies());
    policies.putAll(reader.get(FailoverKeys.CONFLICTS));
    return policies;
  }
}
