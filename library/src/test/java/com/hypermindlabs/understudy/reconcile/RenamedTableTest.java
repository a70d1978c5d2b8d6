package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tables that a migration gives another name while the outage lasts. */
class RenamedTableTest {
  private static void migrate(DegradedSite site, String... statements) throws SQLException {
    site.servers().onPrimary(statements);
    TwoServers.run(site.servers().migration(), statements);
    new Journal(site.servers().fallback()).install(site.verdicts(), Set.of());
  }

  @Test
  void itsRowsAreKnownByTheKeysThatTheyHaveThere() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("member", "telegram")
            .naturalKey("person", "telegram")
            .begin(
                "CREATE TABLE member (id int PRIMARY KEY, telegram bigint UNIQUE, name text)",
                "CREATE TABLE message (id int PRIMARY KEY, member int REFERENCES member)")) {
      site.there("INSERT INTO member VALUES (1, 88, 'Bert'), (2, 77, 'Anna')");
      site.here("INSERT INTO member VALUES (1, 77, 'Anna')");
      site.round();
      migrate(site, "ALTER TABLE member RENAME TO person");
      site.here("INSERT INTO message VALUES (1, 1)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM message")).as("to Anna").containsExactly("1|2");
    }
  }

  @Test
  void whatIsHeldOfItIsOnRecordUnderItsNewName() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE ticket (id int PRIMARY KEY, what text)",
            "CREATE TABLE note (id int PRIMARY KEY, ticket int REFERENCES ticket)")) {
      site.there("INSERT INTO ticket VALUES (1, 'theirs')");
      site.here("INSERT INTO ticket VALUES (1, 'ours'), (2, 'ours')");
      site.round();
      migrate(site, "ALTER TABLE ticket RENAME TO case_file");
      site.here(
          "UPDATE case_file SET what = 'ours again' WHERE id = 1",
          "INSERT INTO note VALUES (1, 1), (2, 2)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM note")).containsExactly("2|2");
      assertThat(site.ledger())
          .containsExactly(
              "held|\"public\".\"case_file\"|1|born on both sides: what",
              "held|\"public\".\"note\"|1|refers to a row that is held");
    }
  }
}
