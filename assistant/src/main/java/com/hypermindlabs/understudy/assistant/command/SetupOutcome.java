package com.hypermindlabs.understudy.assistant.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.edit.Writing;
import com.hypermindlabs.understudy.assistant.setup.Change;
import com.hypermindlabs.understudy.assistant.setup.Plan;
import com.hypermindlabs.understudy.assistant.setup.SetupWork;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run of setup did. Holds no secret.
 *
 * @param plan what was to change
 * @param written the files
 * @param provisioned how provisioning went; null when it was left out
 * @param smoked how the smoke check went; null when it was left out
 * @param next the command to run next
 */
record SetupOutcome(
    Plan plan,
    List<Writing.Written> written,
    SetupWork.@Nullable Done provisioned,
    SetupWork.@Nullable Done smoked,
    String next) {
  /** The object of docs/json.md. */
  ObjectNode json() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode changes = root.putArray("changes");
    for (Change change : plan.changes()) {
      changes
          .addObject()
          .put("key", change.key())
          .put("file", change.file())
          .put("before", change.before())
          .put("after", change.after());
    }
    ArrayNode warnings = root.putArray("warnings");
    plan.warnings().forEach(warnings::add);
    ArrayNode files = root.putArray("files");
    for (Writing.Written file : written) {
      @Nullable Path backup = file.backup();
      files
          .addObject()
          .put("path", file.path().toString())
          .put("backup", backup == null ? null : backup.toString());
    }
    root.set("provision", json(provisioned));
    root.set("smoke", json(smoked));
    root.put("next", next);
    return root;
  }

  private static @Nullable ObjectNode json(SetupWork.@Nullable Done done) {
    return done == null
        ? null
        : JsonNodeFactory.instance
            .objectNode()
            .put("ok", done.ok())
            .put("message", done.message())
            .put("hint", done.hint());
  }
}
