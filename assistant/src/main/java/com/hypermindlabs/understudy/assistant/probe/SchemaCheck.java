package com.hypermindlabs.understudy.assistant.probe;

import com.hypermindlabs.understudy.assistant.migration.MigrationException;
import com.hypermindlabs.understudy.assistant.migration.Migrations;
import com.hypermindlabs.understudy.assistant.migration.SchemaState;
import javax.sql.DataSource;

/** Whether a server's schema is the program's. */
record SchemaCheck(String area, DataSource source) {
  Remark remark() {
    SchemaState state;
    try {
      state = Migrations.validate(source);
    } catch (MigrationException e) {
      return Remark.error(area, String.valueOf(e.getMessage()), e.hint());
    }
    if (!state.problems().isEmpty()) {
      return Remark.error(
          area,
          "the schema has drifted: " + String.join("; ", state.problems()),
          "run the version of the program that made it, or restore the step that was changed");
    }
    int pending = state.pending().size();
    return Remark.ok(
        area,
        pending == 0
            ? "the assistant's migrations are applied, " + state.steps().size() + " steps"
            : "the next start applies " + pending + " steps to the schema");
  }
}
