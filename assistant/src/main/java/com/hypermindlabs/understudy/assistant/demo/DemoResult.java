package com.hypermindlabs.understudy.assistant.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What came of the demo. Immutable.
 *
 * @param version of both servers
 * @param failoverMs from just before SIGKILL to the first write that the fallback acknowledged
 * @param byPrimary writes that the primary acknowledged
 * @param byFallback writes that the fallback acknowledged
 * @param audit what the look at every row found
 * @param broken attempts to write that failed, and were repeated under the same key
 * @param guard the SQLSTATE with which the waiting fallback answered a write past the route
 * @param stayed whether the site stayed on the fallback when the primary was back
 * @param returnRefused whether a return was refused while the fallback held what nobody else has
 * @param seconds the whole
 */
public record DemoResult(
    String version,
    double failoverMs,
    long byPrimary,
    long byFallback,
    Audit audit,
    long broken,
    String guard,
    boolean stayed,
    boolean returnRefused,
    double seconds) {
  static final String REFUSED = "25006";

  /** Whether every promise was kept. */
  public boolean good() {
    return audit.lost() == 0
        && audit.duplicated() == 0
        && guard.equals(REFUSED)
        && stayed
        && returnRefused;
  }

  /** The object of docs/json.md. */
  public ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("failover_ms", rounded(failoverMs));
    node.putNull("return_pause_ms");
    node.put("acknowledged_writes", audit.acknowledged());
    node.put("acknowledged_by_primary", byPrimary);
    node.put("acknowledged_by_fallback", byFallback);
    node.put("lost", audit.lost());
    node.put("duplicated", audit.duplicated());
    node.put("unheard", audit.unheard());
    node.put("repeated", broken);
    node.put("merged", 0);
    node.put("held", 0);
    node.putNull("checksums_equal");
    node.put("closed_fallback_answered", guard);
    node.put("stayed_on_fallback", stayed);
    node.put("return_refused", returnRefused);
    node.put("postgresql", version);
    node.put("seconds", rounded(seconds));
    return node;
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
