package com.hypermindlabs.understudy.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.status.ReturnReport.Proof;
import com.hypermindlabs.understudy.status.ReturnReport.Rows;
import com.hypermindlabs.understudy.status.ReturnReport.TableReturn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON form of a return's report, as docs/json.md describes it. */
public final class ReturnJson {
  private static final double NANOS_PER_MILLI = 1e6;

  private ReturnJson() {}

  /** The object, or JSON null. */
  public static JsonNode tree(@Nullable ReturnReport report) {
    if (report == null) {
      return JsonNodeFactory.instance.nullNode();
    }
    ObjectNode node = rows(report.total());
    node.put("epoch", report.epoch());
    node.put("began", report.began().toString());
    node.put("ended", report.ended().toString());
    node.put("reason", report.reason());
    node.put("rounds", report.rounds());
    node.put("pause_ms", report.pause().toNanos() / NANOS_PER_MILLI);
    node.put("checksums_equal", report.checksumsEqual());
    var tables = node.putArray("tables");
    for (TableReturn table : report.tables()) {
      ObjectNode entry = rows(table.rows());
      entry.put("name", table.name());
      @Nullable Proof proof = table.proof();
      entry.put("primary_rows", proof == null ? null : proof.primaryRows());
      entry.put("fallback_rows", proof == null ? null : proof.fallbackRows());
      entry.put("primary_checksum", proof == null ? null : proof.primaryChecksum());
      entry.put("fallback_checksum", proof == null ? null : proof.fallbackChecksum());
      tables.add(entry);
    }
    return node;
  }

  private static ObjectNode rows(Rows rows) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("sent", rows.sent());
    node.put("applied", rows.applied());
    node.put("merged", rows.merged());
    node.put("overruled", rows.overruled());
    node.put("held", rows.held());
    node.put("deleted", rows.deleted());
    node.put("adopted", rows.adopted());
    return node;
  }

  /**
   * Reads such an object.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static ReturnReport read(JsonNode node) {
    List<TableReturn> tables = new ArrayList<>();
    node.required("tables")
        .forEach(
            table ->
                tables.add(
                    new TableReturn(
                        table.required("name").textValue(), readRows(table), readProof(table))));
    return new ReturnReport(
        node.required("epoch").longValue(),
        Instant.parse(node.required("began").textValue()),
        Instant.parse(node.required("ended").textValue()),
        node.required("reason").textValue(),
        node.required("rounds").intValue(),
        Duration.ofNanos(Math.round(node.required("pause_ms").doubleValue() * NANOS_PER_MILLI)),
        tables);
  }

  private static Rows readRows(JsonNode node) {
    return new Rows(
        node.path("sent").longValue(),
        node.path("applied").longValue(),
        node.path("merged").longValue(),
        node.path("overruled").longValue(),
        node.path("held").longValue(),
        node.path("deleted").longValue(),
        node.path("adopted").longValue());
  }

  private static @Nullable Proof readProof(JsonNode node) {
    return node.path("primary_checksum").isTextual()
        ? new Proof(
            node.path("primary_rows").longValue(),
            node.path("fallback_rows").longValue(),
            node.path("primary_checksum").textValue(),
            node.path("fallback_checksum").textValue())
        : null;
  }
}
