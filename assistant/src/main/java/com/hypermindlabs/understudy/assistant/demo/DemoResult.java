package com.hypermindlabs.understudy.assistant.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.status.ReturnReport;

/**
 * What came of the demo. Immutable.
 *
 * @param version of both servers
 * @param failoverMs from just before SIGKILL to the first write that the fallback acknowledged
 * @param returnPauseMs the longest that a writer waited while the site returned
 * @param writes who acknowledged what
 * @param audit what the look at every row found
 * @param account of the return, as the site gave it
 * @param compared both sides at the end, row by row
 * @param settled whether every collision ended as its policy says
 * @param guard the SQLSTATE with which the waiting fallback answered a write past the route
 * @param seconds the whole
 */
public record DemoResult(
    String version,
    double failoverMs,
    double returnPauseMs,
    Writes writes,
    Audit audit,
    ReturnReport account,
    Rows.Compared compared,
    boolean settled,
    String guard,
    double seconds) {
  static final String REFUSED = "25006";

  /**
   * Acknowledged writes.
   *
   * @param byPrimary through the route, by the primary
   * @param byFallback through the route, by the fallback
   * @param elsewhere past the route, by the primary
   * @param broken attempts that failed, and were repeated under the same key
   */
  public record Writes(long byPrimary, long byFallback, long elsewhere, long broken) {}

  /** Whether every promise was kept. */
  public boolean good() {
    return audit.lost() == 0
        && audit.duplicated() == 0
        && checksumsEqual()
        && settled
        && account.total().merged() > 0
        && guard.equals(REFUSED);
  }

  /** Whether both sides had the same, by the site's own proof and by the demo's comparison. */
  boolean checksumsEqual() {
    return Boolean.TRUE.equals(account.checksumsEqual()) && compared.different() == 0;
  }

  /** The object of docs/json.md. */
  public ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("failover_ms", rounded(failoverMs));
    node.put("return_pause_ms", rounded(returnPauseMs));
    node.put("acknowledged_writes", audit.acknowledged());
    node.put("acknowledged_by_primary", writes.byPrimary());
    node.put("acknowledged_by_fallback", writes.byFallback());
    node.put("acknowledged_elsewhere", writes.elsewhere());
    node.put("lost", audit.lost());
    node.put("duplicated", audit.duplicated());
    node.put("repeated", writes.broken());
    node.put("handed_back", account.total().sent());
    node.put("merged", account.total().merged());
    node.put("overruled", account.total().overruled());
    node.put("adopted", account.total().adopted());
    node.put("held", account.total().held());
    node.put("checksums_equal", checksumsEqual());
    node.put("rows_compared", compared.rows());
    node.put("rows_different", compared.different());
    node.put("collisions_settled", settled);
    node.put("closed_fallback_answered", guard);
    node.put("postgresql", version);
    node.put("seconds", rounded(seconds));
    return node;
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
