package com.hypermindlabs.understudy.drills.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Accounts and counters are what their bookings say, each booked once; no list has a double. */
final class SumRules {
  private static final long BALANCE = 1000;

  private final Case judged;

  SumRules(Case judged) {
    this.judged = judged;
  }

  List<String> violations() {
    List<String> violations = new ArrayList<>();
    Tables there = judged.primary();
    Map<String, Long> balances = new HashMap<>();
    for (JsonNode transfer : there.all("transfer").values()) {
      long amount = transfer.path("amount").asLong();
      balances.merge(transfer.path("source").asText(), -amount, Long::sum);
      balances.merge(transfer.path("target").asText(), amount, Long::sum);
    }
    compare("account", "balance", BALANCE, balances, violations);
    Map<String, Long> counts = new HashMap<>();
    for (JsonNode tick : there.all("tick").values()) {
      counts.merge(tick.path("counter").asText(), tick.path("amount").asLong(), Long::sum);
    }
    compare("counter", "value", 0, counts, violations);
    there
        .all("list")
        .forEach(
            (key, row) -> {
              Set<String> once = new HashSet<>();
              row.path("items")
                  .forEach(
                      element -> {
                        if (!once.add(element.asText())) {
                          violations.add("list " + key + " has " + element + " twice");
                        }
                      });
            });
    return violations;
  }

  private void compare(
      String table, String column, long initial, Map<String, Long> booked, List<String> into) {
    judged
        .primary()
        .all(table)
        .forEach(
            (key, row) -> {
              long is = row.path(column).asLong();
              long should = initial + booked.getOrDefault(key, 0L);
              if (is != should) {
                into.add(table + " " + key + " has " + is + ", its bookings say " + should);
              }
            });
  }
}
