package com.hypermindlabs.understudy.assistant.probe;

import com.hypermindlabs.understudy.capture.CaptureException;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the role may do: with the tables of its schema, and for the capture. */
record RightsCheck(String area, Questions questions, ConnectionTarget target) {
  private static final int SHOWN = 5;

  private static final String TABLES =
      "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND ";

  List<Remark> remarks() throws SQLException {
    String schema = questions.text("SELECT current_schema()");
    if (schema.isEmpty()) {
      return List.of(
          Remark.error(
              area,
              "no schema of the search_path of role " + target.user() + " exists",
              "create one that the role owns, or name one with ALTER ROLE ... SET search_path"));
    }
    List<Remark> remarks = new ArrayList<>();
    remarks.add(create(schema));
    temporary().ifPresent(remarks::add);
    remarks.add(capture());
    List<String> foreign =
        questions.list(
            TABLES + "NOT pg_has_role(current_user, c.relowner, 'USAGE') ORDER BY c.relname");
    if (!foreign.isEmpty()) {
      remarks.add(
          Remark.warning(
              area,
              "tables of schema " + schema + " belong to others: " + shown(foreign),
              "ALTER TABLE ... OWNER TO " + target.user() + ": migrations need the ownership"));
    }
    List<String> closed = questions.list(TABLES + closed() + " ORDER BY c.relname");
    if (!closed.isEmpty()) {
      remarks.add(
          Remark.warning(
              area,
              "tables that the role may not read and write: " + shown(closed),
              "GRANT SELECT, INSERT, UPDATE, DELETE ON ... TO " + target.user()));
    }
    return remarks;
  }

  private Remark create(String schema) throws SQLException {
    if (questions.yes("SELECT has_schema_privilege(current_schema(), 'CREATE')")) {
      return Remark.ok(area, "role " + target.user() + " may create tables in schema " + schema);
    }
    return Remark.error(
        area,
        "role " + target.user() + " may not create tables in schema " + schema,
        "GRANT CREATE ON SCHEMA " + schema + " TO " + target.user());
  }

  /** Without them what was written on the fallback could not be handed back, nor brought there. */
  private Optional<Remark> temporary() throws SQLException {
    String database = questions.text("SELECT quote_ident(current_database())");
    return questions.yes("SELECT has_database_privilege(current_database(), 'TEMPORARY')")
        ? Optional.empty()
        : Optional.of(
            Remark.error(
                area,
                "role " + target.user() + " may make no temporary tables in this database",
                "GRANT TEMPORARY ON DATABASE " + database + " TO " + target.user()));
  }

  /** Where the capture would keep its own tables, or why nowhere. */
  private Remark capture() throws SQLException {
    try {
      OurNames names = OurNames.choose(questions.connection());
      return Remark.ok(area, "the capture can keep its tables in schema " + names.schema());
    } catch (CaptureException e) {
      return Remark.error(area, String.valueOf(e.getMessage()), e.hint());
    }
  }

  private static String closed() {
    List<String> rights = new ArrayList<>();
    for (String right : List.of("SELECT", "INSERT", "UPDATE", "DELETE")) {
      rights.add("has_table_privilege(c.oid, '" + right + "')");
    }
    return "NOT (" + String.join(" AND ", rights) + ")";
  }

  private static String shown(List<String> tables) {
    String first = String.join(", ", tables.subList(0, Math.min(SHOWN, tables.size())));
    return tables.size() > SHOWN ? first + " and " + (tables.size() - SHOWN) + " more" : first;
  }
}
