package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What writers on the fallback do between the primary's commit of a round and its end here. */
class SettlingTest {
  private static final String[] ACCOUNTS = {
    "CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL)",
    "INSERT INTO account SELECT i, 0 FROM generate_series(1, 50) i"
  };

  private static final String ADD = "UPDATE account SET balance = balance + 1";

  @Test
  void anEntryThatAWriterHasInHandIsLeftForLaterAndTheRestEnds() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().begin(ACCOUNTS);
        Connection writer = site.servers().fallbackApplication().connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      site.here(ADD);
      site.onceAt("round.committed", () -> statement.execute(ADD + " WHERE id = 7"));

      site.round();

      assertThat(site.rowsHere("SELECT count(*) FROM understudy.journal_1")).containsExactly("1");
      assertThat(site.rowsHere("SELECT k1 FROM understudy.sent_1")).containsExactly("7");
      site.here(ADD + " WHERE id = 9");
      site.round();
      assertThat(site.rowsHere("SELECT k1 FROM understudy.journal_1"))
          .as("what waits is not taken again")
          .containsExactly("7");
      writer.commit();
      site.round();
      endsEqual(site);
    }
  }

  @Test
  void whatIsTouchedAgainMeanwhileKeepsWhatWasSentAsItsBase() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().begin(ACCOUNTS);
        Connection writer = site.servers().fallbackApplication().connect();
        Statement statement = writer.createStatement()) {
      site.here(ADD);
      site.onceAt("round.committed", () -> statement.execute(ADD + " WHERE id <= 7"));

      assertThat(site.round().left()).isEqualTo(7);

      site.round();
      endsEqual(site);
    }
  }

  @Test
  void aRoundThatArrivedAsItWasSentLeavesNothing() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().begin(ACCOUNTS)) {
      site.round();
      refuseListsOfEntries(site);
      site.here(ADD, "DELETE FROM account WHERE id = 3");
      site.here("INSERT INTO account VALUES (99, 1)");

      assertThat(site.round().left()).isZero();

      endsEqual(site);
    }
  }

  /** Of entries that are ended one by one a list is made. */
  private static void refuseListsOfEntries(DegradedSite site) throws SQLException {
    TestDatabase owner = site.servers().fallbackOwner();
    TestDatabase all = owner.as(TestServer.SUPERUSER, TestServer.PASSWORD);
    TwoServers.run(
        all::connect,
        "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS"
            + " (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity LIKE '%_free')"
            + " THEN RAISE 'entries are ended one by one'; END IF; END $$",
        "CREATE EVENT TRIGGER refuse ON ddl_command_end EXECUTE FUNCTION refuse()");
  }

  private static void endsEqual(DegradedSite site) throws SQLException {
    String all = "SELECT * FROM account ORDER BY id";
    assertThat(site.rowsThere(all)).isEqualTo(site.rowsHere(all));
    for (String table : new String[] {"journal_1", "sent_1", "round"}) {
      assertThat(site.rowsHere("SELECT count(*) FROM understudy." + table))
          .as(table)
          .containsExactly("0");
    }
    assertThat(site.ledger()).isEmpty();
  }
}
