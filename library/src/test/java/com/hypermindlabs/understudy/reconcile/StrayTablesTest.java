package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that are dropped, or attached to another one, while their changes wait. */
class StrayTablesTest {
  private static final String[] TABLES = {
    "CREATE TABLE note (id int PRIMARY KEY, word text)",
    "CREATE TABLE other (id int PRIMARY KEY, word text)",
    "INSERT INTO note VALUES (1, 'old'), (2, 'old')",
  };

  private static DegradedSite changed() throws SQLException {
    DegradedSite site = DegradedSite.after(TABLES);
    site.here(
        "UPDATE note SET word = 'new' WHERE id = 1",
        "INSERT INTO note VALUES (3, 'born')",
        "DELETE FROM note WHERE id = 2",
        "INSERT INTO other VALUES (7, 'x')");
    return site;
  }

  private static void reinstall(DegradedSite site) throws SQLException {
    new Journal(site.servers().fallback()).install(site.verdicts(), Set.of());
  }

  @Test
  void changesOfATableThatBothSidesDroppedAreHeldAndTheReturnEnds() throws SQLException {
    try (DegradedSite site = changed()) {
      TwoServers.run(site.servers().migration(), "DROP TABLE note");
      site.servers().onPrimary("DROP TABLE note");
      reinstall(site);

      RoundReport report = site.lastRound();

      assertThat(report.tables().get(new TableName("public", "note")).held()).isEqualTo(3);
      assertThat(site.rowsThere("SELECT * FROM other")).containsExactly("7|x");
      assertThat(
              site.rowsThere(
                  "SELECT key[1], base[2], reason FROM understudy.ledger ORDER BY key[1]"))
          .containsExactly(
              "1|old|the fallback has no such table any more",
              "2|old|the fallback has no such table any more",
              "3|-|the fallback has no such table any more");
    }
  }

  @Test
  void changesOfATableThatThePrimaryDroppedAreHeldWithTheRowsAsTheyAre() throws SQLException {
    try (DegradedSite site = changed()) {
      site.servers().onPrimary("DROP TABLE note");

      site.round();
      RoundReport again = site.round();

      assertThat(site.rowsThere("SELECT key[1], ours[2], reason FROM understudy.ledger ORDER BY 1"))
          .containsExactly(
              "1|new|the primary has no such table any more",
              "2|-|the primary has no such table any more",
              "3|born|the primary has no such table any more");
      assertThat(again.total().sent()).isZero();
    }
  }

  /** With only this table's rows in the round, and with others. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRoundThatWasBegunEndsThoughItsTableIsGone(boolean alone) throws SQLException {
    try (DegradedSite site = DegradedSite.after(TABLES)) {
      site.here("UPDATE note SET word = 'new' WHERE id = 1");
      if (!alone) {
        site.here("INSERT INTO other VALUES (7, 'x')");
      }
      site.hook(
          step -> {
            if (step.equals("round.durable")) {
              throw new IllegalStateException("killed");
            }
          });
      assertThatThrownBy(site::round).hasMessage("killed");
      site.hook(StepHook.NONE);
      TwoServers.run(site.servers().migration(), "DROP TABLE note");
      site.servers().onPrimary("DROP TABLE note");
      reinstall(site);
      site.here("INSERT INTO other VALUES (8, 'y')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT id FROM other ORDER BY id"))
          .isEqualTo(alone ? List.of("8") : List.of("7", "8"));
      assertThat(site.rowsThere("SELECT key[1], base[2] FROM understudy.ledger"))
          .containsExactly("1|old");
      assertThat(site.rowsHere("SELECT count(*) FROM understudy.round")).containsExactly("0");
    }
  }

  @Test
  void changesOfATableThatBecameAPartitionArriveThroughItsRoot() throws SQLException {
    try (DegradedSite site = changed()) {
      site.there("UPDATE note SET word = 'theirs' WHERE id = 1");
      String[] attach = {
        "CREATE TABLE notes (word text, id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "ALTER TABLE notes ATTACH PARTITION note FOR VALUES FROM (0) TO (1000)"
      };
      TwoServers.run(site.servers().migration(), attach);
      site.servers().onPrimary(attach);
      reinstall(site);
      site.here(
          "INSERT INTO notes VALUES ('later', 4)", "UPDATE notes SET word = 'n' WHERE id = 3");

      site.lastRound();

      assertThat(site.rowsThere("SELECT id, word FROM notes ORDER BY id"))
          .containsExactly("1|theirs", "3|n", "4|later");
      assertThat(site.ledger())
          .containsExactly("overruled|\"public\".\"notes\"|1|changed on both sides: word");
    }
  }

  @Test
  void aTableThatSomethingToBeMendedKeepsFromBeingCarriedIsNamedAndTheRestArrives()
      throws SQLException {
    try (DegradedSite site = changed()) {
      site.servers().onPrimary("ALTER TABLE note DROP CONSTRAINT note_pkey");

      assertThatThrownBy(site::round)
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("public.note");
      assertThat(site.rowsThere("SELECT * FROM other")).containsExactly("7|x");
      assertThatThrownBy(site::lastRound).hasMessageContaining("public.note");
      assertThat(site.servers().gate().read().open()).isTrue();

      site.servers().onPrimary("ALTER TABLE note ADD PRIMARY KEY (id)");
      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM note ORDER BY id"))
          .containsExactly("1|new", "3|born");
    }
  }
}
