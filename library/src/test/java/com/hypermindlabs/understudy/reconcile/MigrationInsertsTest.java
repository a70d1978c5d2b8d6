package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that a migration inserts in an outage, on both sides. */
class MigrationInsertsTest {
  private static final String[] NOTES = {
    "CREATE TABLE note (id int PRIMARY KEY, text text)",
    "INSERT INTO note VALUES (1, 'one'), (2, 'two')"
  };

  private static final String WORDS =
      "CREATE TABLE word (note int PRIMARY KEY REFERENCES note, word text)";

  private static final String NUMBERED_WORDS =
      "CREATE TABLE word (id serial PRIMARY KEY, note int REFERENCES note, word text)";

  private static final String MOVE = "INSERT INTO word (note, word) SELECT id, text FROM note";

  private static final String[] KINDS = {
    "CREATE TABLE kind (id serial PRIMARY KEY, name text, made timestamptz DEFAULT clock_timestamp())",
    "CREATE TABLE note (id int PRIMARY KEY, kind int REFERENCES kind)",
    "INSERT INTO kind (name) VALUES ('short')",
    "INSERT INTO note VALUES (1, 1)"
  };

  private static final String[] MEMBERS = {
    "CREATE TABLE member (id serial PRIMARY KEY, name text)",
    "INSERT INTO member (name) VALUES ('ann'), ('bob')",
    "CREATE TABLE wish (member int PRIMARY KEY REFERENCES member ON DELETE CASCADE,"
        + " colour text, made timestamptz DEFAULT clock_timestamp())"
  };

  private static final String WISHES =
      "INSERT INTO wish (member, colour) SELECT id, 'red' FROM member ON CONFLICT DO NOTHING";

  @ParameterizedTest
  @ValueSource(strings = {WORDS, NUMBERED_WORDS})
  void whatWasMadeOfRowsOfTheOutageArrives(String words) throws SQLException {
    try (DegradedSite site = DegradedSite.after(NOTES)) {
      site.here("INSERT INTO note VALUES (3, 'born')");
      site.there("INSERT INTO note VALUES (4, 'theirs')");
      site.migrate(words, MOVE);

      site.lastRound();

      assertThat(site.rowsThere("SELECT note, word FROM word ORDER BY note"))
          .containsExactly("1|one", "2|two", "3|born", "4|theirs");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void whatWasMadeOfAChangedRowGoesOverWhatTheMigrationMadeThere() throws SQLException {
    try (DegradedSite site = DegradedSite.after(NOTES)) {
      site.here("UPDATE note SET text = 'changed' WHERE id = 1");
      site.migrate(WORDS, MOVE);

      site.lastRound();

      assertThat(site.rowsThere("SELECT note, word FROM word ORDER BY note"))
          .containsExactly("1|changed", "2|two");
      assertThat(site.ledger())
          .containsExactly(
              "overruled|\"public\".\"word\"|1|changed on both sides, perhaps by a migration: word");
    }
  }

  /** Of a row that another writer has deleted there it would be the same, and nothing tells. */
  @Test
  void aCopyOfARowThatIsHereAloneWaitsForAPerson() throws SQLException {
    try (DegradedSite site = DegradedSite.after(NOTES)) {
      site.here("INSERT INTO note VALUES (3, 'born')");
      site.migrate("INSERT INTO note SELECT id + 100, text FROM note");

      site.round();

      assertThat(site.rowsThere("SELECT id, text FROM note ORDER BY id"))
          .containsExactly("1|one", "2|two", "3|born", "101|one", "102|two");
      assertThat(site.ledger())
          .containsExactly(
              "held|\"public\".\"note\"|103|a migration has made it here, and made no such row there");
      site.decide(new Take.Ours());
      site.lastRound();
      assertThat(site.rowsThere("SELECT text FROM note WHERE id = 103")).containsExactly("born");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatRefersToARowOfTheMigrationRefersToTheSameThere(boolean unique) throws SQLException {
    try (DegradedSite site = DegradedSite.empty()) {
      if (unique) {
        site.naturalKey("public.kind", "name");
      }
      site.begin(KINDS);
      site.there("INSERT INTO kind (name) VALUES ('theirs')");
      site.migrate("INSERT INTO kind (name) VALUES ('long'), ('empty')");
      site.here(
          "INSERT INTO note SELECT 2, id FROM kind WHERE name = 'long'",
          "INSERT INTO note SELECT 3, id FROM kind WHERE name = 'empty'");

      site.lastRound();

      assertThat(
              site.rowsThere(
                  "SELECT n.id, k.name FROM note n JOIN kind k ON k.id = kind ORDER BY 1"))
          .containsExactly("1|short", "2|long", "3|empty");
      assertThat(site.rowsThere("SELECT name FROM kind ORDER BY id"))
          .containsExactly("short", "theirs", "long", "empty");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void ofRowsThatLookTheSameEachIsOne() throws SQLException {
    try (DegradedSite site = DegradedSite.after(KINDS)) {
      site.there("INSERT INTO kind (name) VALUES ('theirs')");
      site.migrate("INSERT INTO kind (name) VALUES ('short'), ('short')");
      site.here("UPDATE kind SET name = 'changed' WHERE id = 2");

      site.lastRound();

      assertThat(site.rowsThere("SELECT name FROM kind ORDER BY name"))
          .containsExactly("changed", "short", "short", "theirs");
      assertThat(site.rowsThere("SELECT name FROM kind WHERE id < 3 ORDER BY id"))
          .as("of before the outage, and of another writer")
          .containsExactly("short", "theirs");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void whatIsChangedInARowOfAMigrationIsMerged() throws SQLException {
    try (DegradedSite site = DegradedSite.after(MEMBERS)) {
      site.here("INSERT INTO member (name) VALUES ('carl')");
      site.there("INSERT INTO member (name) VALUES ('dora')");
      site.migrate(WISHES);
      site.here(
          "UPDATE wish SET colour = 'blue' FROM member WHERE member = id AND name = 'ann'",
          "DELETE FROM wish USING member WHERE member = id AND name = 'bob'");

      site.lastRound();

      assertThat(
              site.rowsThere(
                  "SELECT name, colour FROM member LEFT JOIN wish ON member = id ORDER BY name"))
          .containsExactly("ann|blue", "bob|-", "carl|red", "dora|red");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void whatWasDeletedSinceIsDeletedThereWhateverItsNumber() throws SQLException {
    try (DegradedSite site = DegradedSite.after(KINDS)) {
      site.there("INSERT INTO kind (name) VALUES ('theirs')");
      site.migrate("INSERT INTO kind (name) VALUES ('long'), ('empty')");
      site.here("DELETE FROM kind WHERE name = 'long'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT name FROM kind ORDER BY name"))
          .containsExactly("empty", "short", "theirs");
    }
  }

  @Test
  void whatThePrimarysRunMadeOtherwiseIsHeldAndNotThereTwice() throws SQLException {
    try (DegradedSite site = DegradedSite.after(KINDS)) {
      site.migrate("INSERT INTO kind (name) VALUES (clock_timestamp()::text)");
      site.here("INSERT INTO note VALUES (2, 2)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT count(*) FROM kind")).containsExactly("2");
      assertThat(site.ledger())
          .containsExactly(
              "held|\"public\".\"kind\"|2|a migration has made it here, and made no such row there",
              "held|\"public\".\"note\"|2|refers to a row that is held");
    }
  }

  @Test
  void aPersonMayTakeWhatIsHeld() throws SQLException {
    try (DegradedSite site = DegradedSite.after(KINDS)) {
      site.migrate("INSERT INTO kind (name) VALUES (clock_timestamp()::text)");
      String made = site.rowsHere("SELECT name FROM kind WHERE id = 2").get(0);
      site.here("INSERT INTO note VALUES (2, 2)");
      site.lastRound();

      site.decide(new Take.Ours());
      site.decide(new Take.Ours());

      assertThat(site.rowsThere("SELECT name FROM kind ORDER BY id"))
          .containsExactly("short", made);
      assertThat(site.rowsThere("SELECT kind FROM note ORDER BY id")).containsExactly("1", "2");
    }
  }

  @Test
  void whatAPersonHasTakenIsARowOfBothSides() throws SQLException {
    try (DegradedSite site = DegradedSite.after(KINDS)) {
      site.migrate("INSERT INTO kind (name) VALUES (clock_timestamp()::text)");
      site.round();
      site.decide(new Take.Ours());
      site.here("UPDATE kind SET name = 'again' WHERE id = 2", "INSERT INTO note VALUES (2, 2)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT name FROM kind ORDER BY id"))
          .containsExactly("short", "again");
      assertThat(site.rowsThere("SELECT kind FROM note ORDER BY id")).containsExactly("1", "2");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary-wins", "hold", "fallback-wins"})
  void treesOfAMigrationAreTheSameThere(String policy) throws SQLException {
    String seed =
        "WITH r AS (INSERT INTO node (name) VALUES ('root') RETURNING id), c AS (INSERT INTO node"
            + " (name, parent) SELECT n, id FROM r, unnest('{left,right}'::text[]) n RETURNING id,"
            + " name) INSERT INTO node (name, parent) SELECT 'leaf', id FROM c";
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("node", policy)
            .begin(
                "CREATE TABLE node (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text,"
                    + " parent bigint REFERENCES node)")) {
      site.there("INSERT INTO node (name) VALUES ('theirs'), ('leaf')");
      site.migrate(seed);
      site.here(
          "INSERT INTO node (name, parent) SELECT 'born', n.id FROM node n JOIN node p ON p.id ="
              + " n.parent WHERE n.name = 'leaf' AND p.name = 'right'");

      site.lastRound();

      assertThat(
              site.rowsThere(
                  "WITH RECURSIVE path AS (SELECT id, name FROM node WHERE parent IS NULL UNION ALL"
                      + " SELECT n.id, p.name || '/' || n.name FROM node n JOIN path p ON p.id ="
                      + " n.parent) SELECT name FROM path ORDER BY name"))
          .containsExactly(
              "leaf",
              "root",
              "root/left",
              "root/left/leaf",
              "root/right",
              "root/right/leaf",
              "root/right/leaf/born",
              "theirs");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void randomKeysAreTheSameThingByTheirContent() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE topic (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text, n"
                + " numeric(9, 2) NOT NULL DEFAULT -1, kind char(3), data json)",
            "CREATE TABLE post (id int PRIMARY KEY, topic uuid REFERENCES topic)",
            "CREATE TABLE link (topic uuid REFERENCES topic, post int REFERENCES post,"
                + " PRIMARY KEY (topic, post))")) {
      site.migrate(
          "INSERT INTO topic (name, kind, data) VALUES ('a', 'x', '{\"a\": 1}'), (NULL, NULL, NULL)");
      site.here(
          "INSERT INTO post SELECT 1, id FROM topic WHERE name = 'a'",
          "INSERT INTO post SELECT 2, id FROM topic WHERE name IS NULL",
          "INSERT INTO link SELECT topic, id FROM post",
          "UPDATE topic SET data = '[]' WHERE name IS NULL");

      site.lastRound();

      assertThat(
              site.rowsThere(
                  "SELECT p.id, t.name, t.data, l.post FROM post p JOIN topic t ON t.id = p.topic"
                      + " JOIN link l ON l.topic = t.id ORDER BY 1"))
          .containsExactly("1|a|{\"a\": 1}|1", "2|-|[]|2");
      assertThat(site.rowsThere("SELECT count(*) FROM topic")).containsExactly("2");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void soItIsOfPartitions() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE log (at int, id serial, text text, PRIMARY KEY (at, id))"
                + " PARTITION BY RANGE (at)",
            "CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (10)",
            "CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM (10) TO (20)",
            "INSERT INTO log (at, text) VALUES (1, 'old')")) {
      site.there("INSERT INTO log (at, text) VALUES (1, 'theirs'), (11, 'theirs')");
      site.here("INSERT INTO log (at, text) VALUES (2, 'ours')");
      site.migrate("INSERT INTO log (at, text) SELECT n, 'seed' FROM generate_series(5, 15, 5) n");
      site.here("UPDATE log SET text = 'changed' WHERE at = 10 AND text = 'seed'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT at, text FROM log ORDER BY at, text"))
          .containsExactly(
              "1|old", "1|theirs", "2|ours", "5|seed", "10|changed", "11|theirs", "15|seed");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void oneOfManyGetsANumberThatIsFree() throws SQLException {
    try (DegradedSite site = DegradedSite.after(MEMBERS)) {
      site.servers().migrate("INSERT INTO member (name) SELECT n FROM generate_series(1, 20000) n");
      site.here("INSERT INTO member (name) VALUES ('born')");
      site.there("INSERT INTO member (name) VALUES ('theirs')");
      site.migrate(
          "CREATE TABLE tag (id serial PRIMARY KEY, member int REFERENCES member, name text)",
          "INSERT INTO tag (member, name) SELECT id, 'new' FROM member");
      site.round();
      site.lastRound();

      assertThat(
              site.rowsThere(
                  "SELECT count(*), count(DISTINCT member) FROM tag JOIN member m ON m.id = member"))
          .containsExactly("20004|20004");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void whatDiffersThereIsOnRecord() throws SQLException {
    try (DegradedSite site = DegradedSite.after(NOTES)) {
      site.migrateHere("INSERT INTO note VALUES (10, 'here')");
      site.servers().onPrimary("INSERT INTO note VALUES (10, 'there')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT text FROM note WHERE id = 10")).containsExactly("there");
      assertThat(site.ledger())
          .containsExactly(
              "overruled|\"public\".\"note\"|10|changed on both sides, perhaps by a migration: text");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"round.durable", "round.merged", "round.committed", "round.settled"})
  void soItIsAfterACrash(String step) throws SQLException {
    try (DegradedSite site = DegradedSite.after(KINDS)) {
      site.there("INSERT INTO kind (name) VALUES ('theirs')");
      site.migrate("INSERT INTO kind (name) VALUES ('long')");
      site.here("INSERT INTO note SELECT 2, id FROM kind WHERE name = 'long'");
      site.killedAt(step);
      site.here("INSERT INTO note SELECT 3, id FROM kind WHERE name = 'long'");

      site.lastRound();

      assertThat(
              site.rowsThere(
                  "SELECT n.id, k.name FROM note n JOIN kind k ON k.id = kind ORDER BY 1"))
          .containsExactly("1|short", "2|long", "3|long");
      assertThat(site.rowsThere("SELECT count(*) FROM kind")).containsExactly("3");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void soItIsInAStepThatChangesTheTable() throws SQLException {
    try (DegradedSite site = DegradedSite.after(NOTES)) {
      site.here("INSERT INTO note VALUES (3, 'born')");
      site.migrate(
          "BEGIN",
          "ALTER TABLE note RENAME COLUMN id TO number",
          "ALTER TABLE note ADD COLUMN long boolean",
          "INSERT INTO note SELECT number + 100, text, true FROM note",
          "COMMIT");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM note ORDER BY number"))
          .containsExactly("1|one|-", "2|two|-", "3|born|-", "101|one|t", "102|two|t");
      assertThat(site.ledger()).as("a copy of what is here alone").hasSize(1);
    }
  }

  @Test
  void soItIsOfAMigrationBeforeTheGateOpens() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().beginMirroredAfter(KINDS)) {
      site.lastRound();
      site.mirror();
      site.migrateHere("INSERT INTO kind (name) VALUES ('long')");
      site.there("INSERT INTO kind (name) VALUES ('theirs')");
      site.openAgain();
      site.here("INSERT INTO note SELECT 2, id FROM kind WHERE name = 'long'");
      site.servers().onPrimary("INSERT INTO kind (name) VALUES ('long')");

      site.lastRound();

      assertThat(
              site.rowsThere("SELECT k.name FROM note n JOIN kind k ON k.id = kind ORDER BY n.id"))
          .containsExactly("short", "long");
      assertThat(site.rowsThere("SELECT count(*) FROM kind")).containsExactly("3");
    }
  }

  @Test
  void whatTheMirrorHasBroughtSinceIsOfNoMigration() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().beginMirroredAfter(KINDS)) {
      site.lastRound();
      site.migrate("INSERT INTO kind (name) VALUES ('long')");
      assertThat(site.rowsHere("SELECT count(*) FROM understudy.birth")).containsExactly("1");
      site.mirror();

      assertThat(site.rowsHere("SELECT count(*) FROM understudy.birth")).containsExactly("0");
    }
  }
}
