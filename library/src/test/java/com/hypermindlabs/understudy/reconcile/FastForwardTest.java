package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link FastForwardSql} takes before the merge, and what it has to leave to it. */
class FastForwardTest {
  private static final String[] ITEMS = {
    "CREATE TABLE shelf (id int PRIMARY KEY, name text)",
    "INSERT INTO shelf VALUES (1, 'left'), (2, 'right')",
    "CREATE TABLE item (id int PRIMARY KEY, shelf int REFERENCES shelf, code text UNIQUE,"
        + " amount int, note text)",
    "INSERT INTO item SELECT i, 1, 'c' || i, 10, 'as it was' FROM generate_series(1, 9) i"
  };

  private static final String ALL = "SELECT * FROM item ORDER BY id";

  /** Carries a round, and answers which rows of the primary it had in hand before the merge. */
  private static List<String> forwarded(DegradedSite site) throws SQLException {
    List<String> locked = new ArrayList<>();
    site.hook(
        step -> {
          if (step.equals("round.forwarded")) {
            locked.addAll(ids(site, ""));
            locked.removeAll(ids(site, " FOR UPDATE SKIP LOCKED"));
          }
        });
    site.round();
    return locked;
  }

  private static List<String> ids(DegradedSite site, String locking) {
    try {
      return site.rowsThere("SELECT id FROM item ORDER BY id" + locking);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void asOwnerThere(DegradedSite site, String... statements) throws SQLException {
    TwoServers.run(site.servers().primary(), statements);
  }

  @Test
  void onlyRowsThatThePrimaryHasAsTheyWereAreForwarded() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().begin(ITEMS)) {
      site.here(
          "UPDATE item SET amount = 11 WHERE id <= 4",
          "UPDATE item SET shelf = 2 WHERE id = 5",
          "UPDATE item SET code = 'other' WHERE id = 6",
          "UPDATE item SET note = note WHERE id = 7",
          "DELETE FROM item WHERE id = 8",
          "INSERT INTO item VALUES (10, 2, 'c10', 1, 'new')");
      site.there(
          "UPDATE item SET note = 'theirs' WHERE id = 2",
          "UPDATE item SET amount = 12 WHERE id = 3",
          "DELETE FROM item WHERE id = 4");

      assertThat(forwarded(site)).containsExactly("1");

      assertThat(site.rowsThere(ALL))
          .containsExactly(
              "1|1|c1|11|as it was",
              "2|1|c2|11|theirs",
              "3|1|c3|12|as it was",
              "4|1|c4|11|as it was",
              "5|2|c5|10|as it was",
              "6|1|other|10|as it was",
              "7|1|c7|10|as it was",
              "9|1|c9|10|as it was",
              "10|2|c10|1|new");
      assertThat(site.ledger())
          .containsExactly(
              "overruled|\"public\".\"item\"|3|changed on both sides: amount",
              "overruled|\"public\".\"item\"|4|changed here, deleted there");
    }
  }

  @Test
  void whatWasForwardedCountsAsAppliedAndIsSettled() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().begin(ITEMS)) {
      site.here("UPDATE item SET amount = amount + id");
      site.there("UPDATE item SET note = 'theirs' WHERE id = 2");

      RoundReport report = site.round();

      assertThat(report.total()).isEqualTo(new RoundReport.Counts(9, 8, 1, 0, 0, 0, 0, 0));
      assertThat(report.left()).isZero();
      assertThat(site.rowsHere("SELECT k1, settled FROM understudy.journal_1"))
          .as("what ended otherwise than it was sent has a new base")
          .containsExactly("2|t");
      site.here("UPDATE item SET note = 'ours' WHERE id IN (1, 2)");
      site.round();
      assertThat(site.rowsThere("SELECT note FROM item WHERE id <= 2 ORDER BY id"))
          .as("nobody here has seen theirs")
          .containsExactly("ours", "theirs");
    }
  }

  @Test
  void aRowInSomebodysHandsLeavesAllToTheMerge() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().begin(ITEMS);
        Connection other = site.servers().primaryOther().connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      site.here("UPDATE item SET amount = amount + id");
      statement.execute("UPDATE item SET note = 'theirs' WHERE id = 2");

      assertThat(forwarded(site)).isEmpty();

      assertThat(site.rowsThere("SELECT count(*) FROM item WHERE amount > 10"))
          .as("what is locked comes later")
          .containsExactly("8");
      other.commit();
      assertThat(site.round().left()).isZero();
      assertThat(site.rowsThere("SELECT amount, note FROM item WHERE id IN (1, 2) ORDER BY id"))
          .containsExactly("11|as it was", "12|theirs");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TRIGGER loud BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION loud()",
        "CREATE TRIGGER loud BEFORE UPDATE ON shelf FOR EACH ROW EXECUTE FUNCTION loud()",
        "ALTER TABLE item ADD EXCLUDE (note WITH =) WHERE (note = 'never')",
        "CREATE UNIQUE INDEX ON item ((lower(code)))",
        "ALTER TABLE item ADD lower_note text GENERATED ALWAYS AS (lower(note)) STORED, ADD UNIQUE"
            + " (id, lower_note) DEFERRABLE INITIALLY DEFERRED"
      })
  void aTableWithRulesOfItsOwnIsLeftToTheMerge(String rule) throws SQLException {
    try (DegradedSite site = DegradedSite.empty().begin(ITEMS)) {
      asOwnerThere(
          site,
          "CREATE FUNCTION loud() RETURNS trigger LANGUAGE plpgsql AS"
              + " 'BEGIN NEW.id := NEW.id; RETURN NEW; END'",
          rule);
      site.here("UPDATE shelf SET name = 'ours' WHERE id = 1");
      site.here("UPDATE item SET note = 'ours' WHERE id = 1");

      assertThat(forwarded(site)).isEmpty();
      assertThat(site.rowsThere("SELECT note FROM item WHERE id = 1")).containsExactly("ours");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"item.amount=derived", "item.note=hold", "item=hold"})
  void aPolicyThatNeedsTheVerdictLeavesATableToTheMerge(String policy) throws SQLException {
    String[] words = policy.split("=", -1);
    try (DegradedSite site = DegradedSite.empty().policy(words[0], words[1]).begin(ITEMS)) {
      site.here("UPDATE item SET note = 'ours' WHERE id = 1");

      assertThat(forwarded(site)).isEmpty();
      assertThat(site.rowsThere("SELECT note FROM item WHERE id = 1")).containsExactly("ours");
    }
  }

  @Test
  void naturalKeysLeaveATableToTheMerge() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().naturalKey("item", "code").begin(ITEMS)) {
      site.here("UPDATE item SET note = 'ours' WHERE id = 1");

      assertThat(forwarded(site)).isEmpty();
    }
  }

  @Test
  void partitionsAreLeftToTheMerge() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE item (id int PRIMARY KEY, note text) PARTITION BY RANGE (id)",
            "CREATE TABLE low PARTITION OF item FOR VALUES FROM (0) TO (100)",
            "INSERT INTO item VALUES (1, 'was')")) {
      site.here("UPDATE item SET note = 'ours'");

      assertThat(forwarded(site)).isEmpty();
      assertThat(site.rowsThere("SELECT note FROM item")).containsExactly("ours");
    }
  }

  @Test
  void aRowWithABaseOfTheirsIsLeftToTheMerge() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().begin(ITEMS)) {
      site.here("UPDATE item SET amount = 11 WHERE id = 1");
      site.there("UPDATE item SET note = 'theirs' WHERE id = 1");
      site.round();
      site.there("UPDATE item SET note = 'as it was' WHERE id = 1");
      site.here("UPDATE item SET amount = 12 WHERE id = 1");

      assertThat(forwarded(site)).isEmpty();
      assertThat(site.rowsThere("SELECT amount, note FROM item WHERE id = 1"))
          .containsExactly("12|as it was");
    }
  }

  /** While rows come over the link, nobody who waits for one of the primary's can be helped. */
  @Test
  void nothingIsLockedWhileRowsComeIn() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().begin(ITEMS)) {
      site.here("UPDATE shelf SET name = 'ours'", "UPDATE item SET amount = 11");
      List<String> free = new ArrayList<>();
      site.hook(
          step -> {
            if (step.equals("round.staged")) {
              free.addAll(ids(site, " FOR UPDATE SKIP LOCKED"));
            }
          });

      site.round();

      assertThat(free).hasSize(9);
    }
  }

  @Test
  void whatIsRefusedIsLeftToTheMergeAndHeldAlone() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().begin(ITEMS)) {
      asOwnerThere(site, "ALTER TABLE item ADD CHECK (amount <> 13)");
      site.here("UPDATE item SET amount = amount + id");

      assertThat(forwarded(site)).isEmpty();

      assertThat(site.ledger()).hasSize(1);
      assertThat(site.rowsThere("SELECT sum(amount) FROM item")).containsExactly("132");
    }
  }

  @Test
  void withSomethingHeldOrKnownUnderAnotherKeyAllIsLeftToTheMerge() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().begin(ITEMS)) {
      asOwnerThere(site, "ALTER TABLE item ADD CHECK (amount <> 13)");
      site.here("UPDATE item SET amount = 13 WHERE id = 3");
      site.round();
      site.here("UPDATE item SET amount = 14 WHERE id = 3");

      assertThat(forwarded(site)).isEmpty();

      assertThat(site.ledger()).as("what was held has arrived").isEmpty();
      site.here("UPDATE item SET amount = 15 WHERE id = 3");
      assertThat(forwarded(site)).containsExactly("3");
      asOwnerThere(site, "INSERT INTO " + site.names().of("alias") + alias(site));
      site.here("UPDATE item SET amount = 16 WHERE id = 3");
      assertThat(forwarded(site)).isEmpty();
    }
  }

  private static String alias(DegradedSite site) throws SQLException {
    return " (site, table_name, from_key, to_key, epoch) VALUES ('"
        + site.id()
        + "', '\"public\".\"shelf\"', '{7}', '{1}', "
        + site.epoch()
        + ")";
  }

  @Test
  void fewRowsAreNotWorthIt() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().fastForwardFrom(3).begin(ITEMS)) {
      site.here("UPDATE item SET amount = 11 WHERE id <= 2");
      assertThat(forwarded(site)).isEmpty();
      site.here("UPDATE item SET amount = 12 WHERE id <= 3");
      assertThat(forwarded(site)).containsExactly("1", "2", "3");
    }
  }
}
