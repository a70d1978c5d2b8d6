package com.hypermindlabs.understudy.assistant.held;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.reconcile.LedgerEntry;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry of the ledger as JSON, in the form of docs/json.md. */
public final class HeldJson {
  private HeldJson() {}

  /** The object. */
  public static ObjectNode of(LedgerEntry entry) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", entry.id());
    node.put("kind", entry.kind().name().toLowerCase(Locale.ROOT));
    node.put("table", table(entry));
    entry.key().forEach(node.putArray("key")::add);
    node.put("reason", entry.reason());
    node.put("sqlstate", entry.sqlState());
    node.put("site", entry.site().toString());
    node.put("epoch", entry.epoch());
    node.put("transaction", entry.transaction());
    node.put("at", entry.at().toString());
    image(node, "base", entry.base());
    image(node, "ours", entry.ours());
    image(node, "theirs", entry.theirs());
    node.put("resolved", entry.resolved() == null ? null : entry.resolved().toString());
    node.put("resolution", entry.resolution());
    return node;
  }

  /** The table's name for people. */
  public static String table(LedgerEntry entry) {
    return entry.table().replace("\"", "");
  }

  private static void image(
      ObjectNode node, String name, @Nullable Map<String, @Nullable String> image) {
    if (image == null) {
      node.putNull(name);
    } else {
      ObjectNode values = node.putObject(name);
      image.forEach(values::put);
    }
  }
}
