package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What sessions do before somebody waits for them. */
class RehearsalTest {
  private static final String TELLS =
      "CREATE TABLE seen (what text); CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS"
          + " 'BEGIN INSERT INTO seen VALUES (TG_OP); RETURN NULL; END';";

  private static List<String> rehearsed(String table, String... triggers) throws SQLException {
    TestDatabase database = TestServer.shared().createDatabase();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          TELLS
              + "CREATE SCHEMA \"a 'b\"; CREATE TABLE \"a 'b\".\"T\" "
              + table
              + ";"
              + String.join(";", triggers));
      for (String sql : Rehearsal.of(List.of(new TableName("a 'b", "T")))) {
        statement.execute(sql);
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT (SELECT coalesce(string_agg(what, ' '), '') FROM seen),"
                  + " (SELECT count(*) FROM \"a 'b\".\"T\"),"
                  + " (SELECT is_called FROM \"a 'b\".\"T_id_seq\")")) {
        row.next();
        return List.of(row.getString(1), row.getString(2), row.getString(3));
      }
    } finally {
      TestServer.shared().drop(database);
    }
  }

  private static String trigger(String name, String events) {
    return "CREATE TRIGGER " + name + " " + events + " ON \"a 'b\".\"T\" EXECUTE FUNCTION tell()";
  }

  @Test
  void ourTriggersAreExecutedAndNoRowIsWritten() throws SQLException {
    for (String key : List.of("serial", "int GENERATED ALWAYS AS IDENTITY")) {
      assertThat(
              rehearsed(
                  "(id "
                      + key
                      + " PRIMARY KEY, must text NOT NULL,"
                      + " twice text GENERATED ALWAYS AS (must || must) STORED)",
                  trigger("understudy_insert", "AFTER INSERT"),
                  trigger("understudy_update", "AFTER UPDATE"),
                  trigger("understudy_delete", "AFTER DELETE")))
          .containsExactly("INSERT UPDATE DELETE", "0", "f");
    }
  }

  @Test
  void nothingIsExecutedWhereTheTableHasTriggersOrRulesOfItsOwn() throws SQLException {
    String table = "(id serial PRIMARY KEY, must text NOT NULL)";
    String ours = trigger("understudy_insert", "AFTER INSERT");
    for (String own :
        List.of(
            trigger("one", "BEFORE INSERT"),
            "CREATE RULE r AS ON INSERT TO \"a 'b\".\"T\" DO ALSO INSERT INTO seen VALUES ('r')")) {
      assertThat(rehearsed(table, ours, own)).as(own).containsExactly("", "0", "f");
    }
  }
}
