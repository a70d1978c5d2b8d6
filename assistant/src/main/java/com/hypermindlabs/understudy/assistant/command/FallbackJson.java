package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.provision.Finding;
import com.hypermindlabs.understudy.provision.LocalStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The local server's state, as the commands about it print it. */
final class FallbackJson {
  private FallbackJson() {}

  static ObjectNode tree(LocalStatus status) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("provisioned", status.provisioned());
    root.put("running", status.running());
    root.put("mode", status.mode() == null ? null : status.mode().name().toLowerCase(Locale.ROOT));
    root.put("endpoint", status.endpoint() == null ? null : status.endpoint().toString());
    root.put("version", status.version() == null ? null : status.version().toString());
    root.put("pid", status.pid());
    root.put(
        "data_directory",
        status.dataDirectory() == null ? null : status.dataDirectory().toString());
    @Nullable Finding problem = status.problem();
    root.set("problem", problem == null ? root.nullNode() : finding(problem));
    return root;
  }

  static ObjectNode finding(Finding finding) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("code", finding.code().json())
        .put("message", finding.message())
        .put("hint", finding.hint());
  }

  static String text(LocalStatus status) {
    StringBuilder text = new StringBuilder();
    if (status.provisioned()) {
      text.append(status.running() ? "running" : "stopped");
      text.append(" at ").append(status.endpoint());
      text.append(" (").append(String.valueOf(status.mode()).toLowerCase(Locale.ROOT));
      text.append(", PostgreSQL ").append(status.version());
      if (status.pid() != null) {
        text.append(", pid ").append(status.pid());
      }
      text.append(')').append(System.lineSeparator());
    } else {
      text.append("not provisioned").append(System.lineSeparator());
    }
    @Nullable Finding problem = status.problem();
    if (problem != null) {
      text.append(problem.code().json()).append(": ").append(problem.message());
      text.append(System.lineSeparator());
      text.append("remedy: ").append(problem.hint()).append(System.lineSeparator());
    }
    return text.toString();
  }
}
