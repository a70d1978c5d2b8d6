package com.hypermindlabs.understudy.mirror;

import com.hypermindlabs.understudy.mirror.ChangeLog.Entries;
import com.hypermindlabs.understudy.mirror.MirrorTables.Asked;
import com.hypermindlabs.understudy.mirror.MirrorTables.Carried;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a cycle has to bring.
 *
 * @param log of the primary
 * @param standing of the fallback
 * @param carried what was carried before, by name
 * @param refresh what is to be read again, by table
 * @param listener is told of tables that are brought as a whole
 */
record LoadPlan(
    ChangeLog log,
    Standing standing,
    Map<String, Carried> carried,
    Map<String, Asked> refresh,
    MirrorListener listener) {
  /** What has to be brought, in the order of the tables; empty when nothing has changed. */
  List<Load> loads(List<MirroredTable> tables, Connection primary) throws SQLException {
    Map<String, Map<Long, Entries>> windows = new HashMap<>();
    List<Load> loads = new ArrayList<>();
    for (MirroredTable table : tables) {
      @Nullable Carried before = carried.get(table.name().sql());
      @Nullable String since = since(before);
      Asked asked = refresh.getOrDefault(table.name().sql(), Asked.NOTHING);
      @Nullable String reason = whole(table, before, since, asked);
      if (reason == null && since != null) {
        if (!windows.containsKey(since)) {
          windows.put(since, log.entries(primary, since));
        }
        Entries entries = sum(table, windows.getOrDefault(since, Map.of()));
        if (entries.truncated()) {
          reason = "it was truncated";
        } else if (entries.rows() > 0 || asked.keys() > 0) {
          long keys = entries.keys(table.primary().key().size());
          loads.add(new Load(table, false, entries.rows() > 0 ? since : null, keys, asked.keys()));
        }
      }
      if (reason != null) {
        listener.reseeding(table.name(), reason);
        loads.add(new Load(table, true, null, 0, asked.keys()));
      }
    }
    return loads;
  }

  private @Nullable String since(@Nullable Carried before) {
    return before == null || before.snapshot() == null ? standing.snapshot() : before.snapshot();
  }

  private static @Nullable String whole(
      MirroredTable table, @Nullable Carried before, @Nullable String since, Asked asked) {
    if (before == null || since == null) {
      return "it was not mirrored before";
    }
    if (asked.whole()) {
      return "what changed its rows on the fallback was not seen there";
    }
    return before.fingerprint().equals(table.mark())
        ? null
        : "it was altered, rewritten or made anew, or its partitions or triggers changed";
  }

  private static Entries sum(MirroredTable table, Map<Long, Entries> entries) {
    Entries sum = Entries.NONE;
    for (Long oid : table.oids()) {
      sum = sum.plus(entries.getOrDefault(oid, Entries.NONE));
    }
    return sum;
  }
}
