package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.status.ReturnReport;
import com.hypermindlabs.understudy.status.StatusJson;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.status.StatusText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an operator's change of route came to. */
record RouteChange(StatusReport before, StatusReport after, String target) {
  void print(Invocation invocation) {
    invocation.result(this::json, this::text);
  }

  private boolean changed() {
    return before.route().epoch() != after.route().epoch();
  }

  /** What was set aside has come to the primary, where the site was already. */
  private boolean merged() {
    @Nullable ReturnReport then = before.lastReturn();
    @Nullable ReturnReport now = after.lastReturn();
    return now != null && (then == null || now.epoch() > then.epoch());
  }

  private ObjectNode json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("changed", changed());
    root.set("status", StatusJson.tree(after));
    return root;
  }

  private String text() {
    String done = merged() ? "merged what was set aside; on the " : "already on the ";
    return (changed() ? "turned to the " : done)
        + target
        + System.lineSeparator()
        + StatusText.table(after, Instant.now());
  }
}
