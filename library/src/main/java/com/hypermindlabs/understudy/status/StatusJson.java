package com.hypermindlabs.understudy.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.health.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a report. Every field is always there; what is not known is null. Thread-safe.
 */
public final class StatusJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StatusJson() {}

  /** One JSON object on one line. */
  public static String line(StatusReport report) {
    try {
      return JSON.writeValueAsString(tree(report));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write the status report as JSON", e);
    }
  }

  /** The object. */
  public static JsonNode tree(StatusReport report) {
    ObjectNode node = JSON.createObjectNode();
    node.put("mode", report.mode().json());
    node.set("route", route(report.route()));
    node.set("primary", primary(report.primary()));
    node.set("fallback", fallback(report.fallback()));
    ObjectNode mirror = node.putObject("mirror");
    mirror.put("state", report.mirror().state());
    mirror.put("lag_ms", report.mirror().lagMs());
    mirror.put("pending_rows", report.mirror().pendingRows());
    mirror.put("last_cycle", text(report.mirror().lastCycle()));
    mirror.put("reason", report.mirror().reason());
    ObjectNode journal = node.putObject("journal");
    journal.put("rows", report.journal().rows());
    journal.put("waits_for", report.journal().waitsFor());
    node.put("held", report.held());
    ArrayNode tables = node.putArray("tables");
    for (StatusReport.TableStatus table : report.tables()) {
      ObjectNode entry = tables.addObject();
      entry.put("name", table.name());
      entry.put("protected", table.isProtected());
      entry.put("reason", table.reason());
    }
    ArrayNode interfaces = node.putArray("interfaces");
    for (StatusReport.InterfaceStatus item : report.interfaces()) {
      ObjectNode entry = interfaces.addObject();
      entry.put("name", item.name());
      entry.put("state", item.state());
      entry.put("reason", item.reason());
    }
    node.set("last_return", ReturnJson.tree(report.lastReturn()));
    return node;
  }

  private static ObjectNode route(StatusReport.RouteStatus route) {
    ObjectNode node = JSON.createObjectNode();
    node.put("target", route.target());
    node.put("endpoint", route.endpoint());
    node.put("epoch", route.epoch());
    node.put("since", text(route.since()));
    node.put("reason", route.reason());
    return node;
  }

  private static ObjectNode primary(StatusReport.PrimaryStatus primary) {
    ObjectNode node = JSON.createObjectNode();
    node.put("configured", primary.configured());
    node.put("endpoint", primary.endpoint());
    node.put("healthy", primary.healthy());
    node.put("latency_ms", primary.latencyMs());
    node.put("version", primary.version());
    node.set("problem", problem(primary.problem()));
    return node;
  }

  private static ObjectNode fallback(StatusReport.FallbackStatus fallback) {
    ObjectNode node = JSON.createObjectNode();
    node.put("enabled", fallback.enabled());
    node.put("mode", fallback.mode());
    node.put("endpoint", fallback.endpoint());
    node.put("provisioned", fallback.provisioned());
    node.put("running", fallback.running());
    node.put("version", fallback.version());
    node.put("pgvector", fallback.pgvector());
    node.put("data_as_of", text(fallback.dataAsOf()));
    node.set("problem", problem(fallback.problem()));
    return node;
  }

  /** A problem as an object, or JSON null. */
  public static JsonNode problem(@Nullable Problem problem) {
    if (problem == null) {
      return JSON.nullNode();
    }
    ObjectNode node = JSON.createObjectNode();
    node.put("code", problem.code().json());
    node.put("message", problem.message());
    node.put("hint", problem.hint());
    return node;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
