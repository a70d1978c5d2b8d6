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
  @Test
  void itIsAcceptedAndDoesNothing() throws SQLException {
    TestDatabase database = TestServer.shared().createDatabase();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE SCHEMA \"a 'b\"; CREATE TABLE seen (what text);"
              + " CREATE TABLE \"a 'b\".\"T\" (id serial PRIMARY KEY, must text NOT NULL);"
              + " CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS"
              + " 'BEGIN INSERT INTO seen VALUES (TG_OP); RETURN NULL; END';"
              + " CREATE TRIGGER one BEFORE INSERT ON \"a 'b\".\"T\" FOR EACH ROW"
              + " EXECUTE FUNCTION tell();"
              + " CREATE TRIGGER all_of_them AFTER INSERT ON \"a 'b\".\"T\""
              + " EXECUTE FUNCTION tell()");
      List<String> statements = Rehearsal.of(List.of(new TableName("a 'b", "T")));
      for (String sql : statements) {
        statement.execute(sql);
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT (SELECT count(*) FROM seen), (SELECT count(*) FROM \"a 'b\".\"T\"),"
                  + " (SELECT is_called FROM \"a 'b\".\"T_id_seq\")")) {
        row.next();
        assertThat(List.of(row.getLong(1), row.getLong(2), row.getBoolean(3)))
            .containsExactly(0L, 0L, false);
      }
    } finally {
      TestServer.shared().drop(database);
    }
  }
}
