package com.hypermindlabs.understudy.assistant.smoke;

import com.hypermindlabs.understudy.assistant.migration.Migrations;
import com.hypermindlabs.understudy.assistant.migration.SchemaState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Looks whether the assistant's tables are there, whole, and within the application's rights. */
final class Tables {
  /** Every table of the migrations; a test compares. */
  static final List<String> NAMES =
      List.of(
          "member",
          "member_role",
          "community",
          "chat_message",
          "knowledge_domain",
          "knowledge_domain_role",
          "knowledge_document",
          "knowledge_passage",
          "member_password",
          "sign_in_failure",
          "web_session",
          "bot_cursor",
          "bot_update",
          "bot_post",
          "bot_posted");

  private Tables() {}

  /** Answers what is wrong; null when nothing is. */
  static @Nullable String problem(DataSource source) throws SQLException {
    SchemaState schema = Migrations.validate(source);
    if (!schema.upToDate()) {
      List<String> wrong = new ArrayList<>(schema.problems());
      schema.pending().forEach(step -> wrong.add("step " + step.version() + " is missing"));
      return "the schema is not up to date: " + String.join("; ", wrong);
    }
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : NAMES) {
        statement.execute("SELECT FROM " + table + " LIMIT 0");
      }
      // The pool sets this back.
      connection.setAutoCommit(false);
      statement.execute("CREATE TEMPORARY TABLE smoke_table (id int PRIMARY KEY) ON COMMIT DROP");
      int rows = statement.executeUpdate("INSERT INTO smoke_table VALUES (1), (2)");
      connection.commit();
      return rows == 2 ? null : "a temporary table kept " + rows + " of 2 rows";
    }
  }
}
