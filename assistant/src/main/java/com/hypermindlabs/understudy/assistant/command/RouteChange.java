package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.status.StatusJson;
import com.hypermindlabs.understudy.status.StatusReport;
import com.hypermindlabs.understudy.status.StatusText;
import java.time.Instant;

/** What an operator's change of route came to. */
record RouteChange(StatusReport before, StatusReport after, String target) {
  void print(Invocation invocation) {
    invocation.result(this::json, this::text);
  }

  private boolean changed() {
    return before.route().epoch() != after.route().epoch();
  }

  private ObjectNode json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("changed", changed());
    root.set("status", StatusJson.tree(after));
    return root;
  }

  private String text() {
    return (changed() ? "turned to the " : "already on the ")
        + target
        + System.lineSeparator()
        + StatusText.table(after, Instant.now());
  }
}
