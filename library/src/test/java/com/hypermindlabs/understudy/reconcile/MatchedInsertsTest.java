package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rows that a migration inserts in an outage are found to be on the primary. */
class MatchedInsertsTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void jpaSequence(boolean block) throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE SEQUENCE kind_seq",
            "CREATE TABLE kind (id bigint PRIMARY KEY, name text)",
            "CREATE TABLE note (id int PRIMARY KEY, kind bigint REFERENCES kind)",
            "INSERT INTO kind VALUES (nextval('kind_seq'), 'short')")) {
      if (block) {
        TwoServers.run(site.servers().fallback(), "SELECT setval('kind_seq', 1000)");
      }
      site.there("INSERT INTO kind VALUES (nextval('kind_seq'), 'theirs')");
      site.migrate("INSERT INTO kind VALUES (nextval('kind_seq'), 'long')");
      site.here("INSERT INTO note SELECT 2, id FROM kind WHERE name = 'long'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT name FROM kind ORDER BY name"))
          .as("ledger " + site.ledger())
          .containsExactly("long", "short", "theirs");
      assertThat(site.rowsThere("SELECT n.id, k.name FROM note n JOIN kind k ON k.id = kind"))
          .containsExactly("2|long");
    }
  }

  private static final String[] CODES = {
    "CREATE TABLE kind (id serial PRIMARY KEY, name text UNIQUE, rank int)",
    "INSERT INTO kind (name) VALUES ('short')"
  };

  @Test
  void naturalKeyDeleted() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().naturalKey("public.kind", "name").begin(CODES)) {
      site.there("INSERT INTO kind (name) VALUES ('theirs')");
      site.migrate("INSERT INTO kind (name) VALUES ('long')");
      site.here("DELETE FROM kind WHERE name = 'long'");
      site.lastRound();
      assertThat(site.rowsThere("SELECT name FROM kind ORDER BY name"))
          .as("ledger " + site.ledger())
          .containsExactly("short", "theirs");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void naturalKeyChanged(boolean unique) throws SQLException {
    try (DegradedSite site = DegradedSite.empty().naturalKey("public.kind", "name").begin(CODES)) {
      if (!unique) {
        site.servers().migrate("ALTER TABLE kind DROP CONSTRAINT kind_name_key");
      }
      site.there("INSERT INTO kind (name) VALUES ('theirs')");
      site.migrate("INSERT INTO kind (name) VALUES ('long')");
      site.here("UPDATE kind SET name = 'lengthy' WHERE name = 'long'");
      site.lastRound();
      assertThat(site.rowsThere("SELECT name FROM kind ORDER BY name"))
          .as("ledger " + site.ledger())
          .containsExactly("lengthy", "short", "theirs");
    }
  }

  @Test
  void naturalKeyWithNull() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("public.kind", "tenant", "name")
            .begin(
                "CREATE TABLE kind (id serial PRIMARY KEY, tenant int, name text, UNIQUE (tenant,"
                    + " name))",
                "INSERT INTO kind (name) VALUES ('short')")) {
      site.there("INSERT INTO kind (tenant, name) VALUES (1, 'theirs')");
      site.migrate("INSERT INTO kind (name) VALUES ('long')");
      site.lastRound();
      assertThat(site.rowsThere("SELECT name FROM kind ORDER BY name"))
          .as("ledger " + site.ledger())
          .containsExactly("long", "short", "theirs");
    }
  }

  @Test
  void explicitValuesInColumnsWithDefaults() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE price (id serial PRIMARY KEY, product text, valid_from date NOT NULL"
                + " DEFAULT CURRENT_DATE)",
            "CREATE TABLE sale (id int PRIMARY KEY, price int REFERENCES price)",
            "INSERT INTO price (product) SELECT 'old' || n FROM generate_series(1, 8) n")) {
      site.there("INSERT INTO price (product) VALUES ('theirs')");
      site.migrate(
          "INSERT INTO price (product, valid_from) VALUES ('tea', '2026-01-01'), ('tea',"
              + " '2026-07-01')");
      site.here("INSERT INTO sale SELECT 1, id FROM price WHERE valid_from = '2026-01-01'");
      site.here("INSERT INTO sale SELECT 2, id FROM price WHERE valid_from = '2026-07-01'");
      site.lastRound();
      assertThat(
              site.rowsThere(
                  "SELECT s.id, valid_from FROM sale s JOIN price p ON p.id = s.price ORDER BY 1"))
          .as("ledger " + site.ledger())
          .containsExactly("1|2026-01-01", "2|2026-07-01");
    }
  }

  @Test
  void explicitUuidWithTheMoment() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE role (id uuid PRIMARY KEY, name text, created_at timestamptz NOT NULL)",
            "CREATE TABLE member (id int PRIMARY KEY, role uuid REFERENCES role)")) {
      site.migrate(
          "INSERT INTO role VALUES ('6f1c0000-0000-4000-8000-000000000001', 'ADMIN', clock_timestamp())");
      site.here("INSERT INTO member SELECT 1, id FROM role");
      site.lastRound();
      assertThat(site.rowsThere("SELECT m.id, r.name FROM member m JOIN role r ON r.id = m.role"))
          .as("ledger " + site.ledger())
          .containsExactly("1|ADMIN");
    }
  }

  @Test
  void textUuid() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE role (id varchar(36) PRIMARY KEY DEFAULT gen_random_uuid()::text, name"
                + " text)",
            "CREATE TABLE member (id int PRIMARY KEY, role varchar(36) REFERENCES role)")) {
      site.migrate("INSERT INTO role (name) VALUES ('ADMIN')");
      site.here("INSERT INTO member SELECT 1, id FROM role");
      site.lastRound();
      assertThat(site.rowsThere("SELECT name FROM role"))
          .as("ledger " + site.ledger())
          .containsExactly("ADMIN");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO node (id, name, parent) VALUES (1, 'root', 1)",
        "INSERT INTO node (name, parent) VALUES ('root', currval('node_id_seq'))"
      })
  void rootIsItsOwnParent(String seed) throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE node (id serial PRIMARY KEY, name text, parent int NOT NULL REFERENCES"
                + " node)")) {
      site.migrate(seed);
      site.here("INSERT INTO node (id, name, parent) SELECT 10, 'child', id FROM node");
      site.lastRound();
      assertThat(
              site.rowsThere(
                  "SELECT n.name, p.name FROM node n JOIN node p ON p.id = n.parent ORDER BY 1"))
          .as("ledger " + site.ledger())
          .containsExactly("child|root", "root|root");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void rootIsItsOwnParentByCode() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE node (code text PRIMARY KEY, made timestamptz DEFAULT clock_timestamp(),"
                + " parent text NOT NULL REFERENCES node)")) {
      site.migrate("INSERT INTO node (code, parent) VALUES ('root', 'root')");
      site.here("INSERT INTO node (code, parent) VALUES ('child', 'root')");
      site.lastRound();
      assertThat(site.rowsThere("SELECT code, parent FROM node ORDER BY 1"))
          .as("ledger " + site.ledger())
          .containsExactly("child|root", "root|root");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void tableIsMadeAnewFromItself() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE note (id int PRIMARY KEY, text text)",
            "INSERT INTO note VALUES (1, 'one'), (2, 'two')")) {
      site.here("INSERT INTO note VALUES (3, 'born')");
      site.migrate(
          "CREATE TABLE note_new (id int PRIMARY KEY, words text)",
          "INSERT INTO note_new SELECT id, text FROM note",
          "DROP TABLE note",
          "ALTER TABLE note_new RENAME TO note");
      site.lastRound();
      assertThat(site.rowsThere("SELECT id, words FROM note ORDER BY id"))
          .as("ledger " + site.ledger())
          .containsExactly("1|one", "2|two", "3|born");
    }
  }

  @Test
  void aTableThatIsLockedAtTheFirstInstall() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE note (id int PRIMARY KEY, text text)",
            "CREATE TABLE busy (id int PRIMARY KEY)",
            "INSERT INTO note VALUES (1, 'one'), (2, 'two')")) {
      site.here("INSERT INTO note VALUES (3, 'born')");
      String[] release = {
        "CREATE TABLE word (note int PRIMARY KEY REFERENCES note, word text)",
        "INSERT INTO word SELECT id, text FROM note",
        "ALTER TABLE busy ADD COLUMN v text"
      };
      site.servers().onPrimary(release);
      TwoServers.run(site.servers().migration(), release);
      try (Connection application = site.servers().fallbackApplication().connect()) {
        application.setAutoCommit(false);
        try (var statement = application.createStatement()) {
          statement.execute("SELECT FROM busy");
          statement.execute("LOCK TABLE busy IN ROW EXCLUSIVE MODE");
        }
        assertThatThrownBy(() -> site.install()).isInstanceOf(SQLException.class);
        application.rollback();
      }
      site.install();
      site.lastRound();
      assertThat(site.rowsThere("SELECT note, word FROM word ORDER BY note"))
          .as("ledger " + site.ledger())
          .containsExactly("1|one", "2|two", "3|born");
    }
  }

  @Test
  void twoOutages() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .beginMirroredAfter(
                new String[] {
                  "CREATE TABLE kind (id serial PRIMARY KEY, name text)",
                  "CREATE TABLE note (id int PRIMARY KEY, kind int REFERENCES kind)",
                  "INSERT INTO kind (name) VALUES ('short')"
                })) {
      site.there("INSERT INTO kind (name) VALUES ('theirs')");
      site.migrate("INSERT INTO kind (name) VALUES ('long')");
      site.here("INSERT INTO note SELECT 2, id FROM kind WHERE name = 'long'");
      site.lastRound();
      site.mirror();
      site.openAgain();
      site.here("UPDATE kind SET name = name || '!'");
      site.here("INSERT INTO note SELECT 3, id FROM kind WHERE name = 'theirs!'");
      site.migrate("INSERT INTO kind (name) VALUES ('third')");
      site.here("INSERT INTO note SELECT 4, id FROM kind WHERE name = 'third'");
      site.lastRound();
      assertThat(
              site.rowsThere(
                  "SELECT n.id, k.name FROM note n JOIN kind k ON k.id = kind ORDER BY 1"))
          .as("ledger " + site.ledger())
          .containsExactly("2|long!", "3|theirs!", "4|third");
      assertThat(site.rowsThere("SELECT count(*) FROM kind")).containsExactly("4");
    }
  }

  @Test
  void childOfADeletedParent() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE note (id int PRIMARY KEY, text text)",
            "INSERT INTO note VALUES (1, 'one'), (2, 'two')")) {
      site.there("INSERT INTO note VALUES (9, 'theirs')");
      site.migrate(
          "CREATE TABLE word (id serial PRIMARY KEY, note int REFERENCES note ON DELETE CASCADE,"
              + " word text, made timestamptz DEFAULT now())",
          "INSERT INTO word (note, word) SELECT id, text FROM note ORDER BY id DESC");
      site.here("UPDATE word SET word = 'x' WHERE note = 1", "DELETE FROM note WHERE id = 1");
      site.lastRound();
      assertThat(site.rowsThere("SELECT note, word FROM word ORDER BY note"))
          .as("ledger " + site.ledger())
          .containsExactly("2|two", "9|theirs");
      assertThat(site.rowsThere("SELECT id FROM note ORDER BY id")).containsExactly("2", "9");
    }
  }

  private static final String[] NOTES = {
    "CREATE TABLE note (id int PRIMARY KEY, text text)",
    "INSERT INTO note VALUES (1, 'one'), (2, 'two')"
  };

  @Test
  void numberedRowsOfAChangedRow() throws SQLException {
    try (DegradedSite site = DegradedSite.after(NOTES)) {
      site.here("UPDATE note SET text = 'changed' WHERE id = 1");
      site.migrate(
          "CREATE TABLE word (id serial PRIMARY KEY, note int REFERENCES note, word text)",
          "INSERT INTO word (note, word) SELECT id, text FROM note ORDER BY id");
      site.lastRound();
      assertThat(site.rowsThere("SELECT note, word FROM word ORDER BY note, word"))
          .as("ledger " + site.ledger())
          .containsExactly("1|changed", "2|two");
    }
  }

  @Test
  void newTableBeforeTheFirstSeed() throws SQLException {
    try (DegradedSite site = DegradedSite.empty()) {
      site.servers().migrate(NOTES[0]);
      site.beginMirroredNew(
          new String[] {"CREATE TABLE late (id serial PRIMARY KEY, name text)"},
          "INSERT INTO late (name) VALUES ('a'), ('b'), ('c')");
      site.there(
          "UPDATE late SET name = 'changed there' WHERE name = 'a'",
          "DELETE FROM late WHERE name = 'b'");
      site.here("INSERT INTO note VALUES (5, 'ours')");
      site.lastRound();
      assertThat(site.rowsThere("SELECT name FROM late ORDER BY id"))
          .as("ledger " + site.ledger())
          .containsExactly("changed there", "c");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void holdOfOneDoesNotHoldOthers() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("kind", "hold")
            .begin(
                "CREATE TABLE kind (id serial PRIMARY KEY, name text)",
                "CREATE TABLE code (code text PRIMARY KEY)")) {
      site.migrate(
          "INSERT INTO kind (name) VALUES (clock_timestamp()::text)",
          "INSERT INTO kind (name) VALUES ('plain')");
      site.here("UPDATE kind SET name = 'changed' WHERE name = 'plain'");
      site.lastRound();
      assertThat(site.rowsThere("SELECT name FROM kind WHERE id = 2"))
          .as("ledger " + site.ledger())
          .containsExactly("changed");
    }
  }

  @Test
  void mirroredRowsAreDeletedAndSeededAgain() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE kind (id serial PRIMARY KEY, name text)",
            "CREATE TABLE note (id int PRIMARY KEY, kind int REFERENCES kind)",
            "INSERT INTO kind (name) VALUES ('a'), ('b')")) {
      site.there("INSERT INTO kind (name) VALUES ('theirs')");
      site.here("UPDATE kind SET name = 'B' WHERE name = 'b'");
      site.migrate(
          "DELETE FROM kind WHERE id < 3 AND name <> 'theirs'",
          "INSERT INTO kind (name) VALUES ('a'), ('b')");
      site.here("INSERT INTO note SELECT 1, id FROM kind WHERE name = 'a'");
      site.here("INSERT INTO note SELECT 2, id FROM kind WHERE name = 'b'");
      site.round();
      site.migrate("INSERT INTO kind (name) VALUES ('c')");
      site.here("INSERT INTO note SELECT 3, id FROM kind WHERE name = 'c'");
      site.here("UPDATE kind SET name = 'bb' WHERE name = 'b'");
      site.lastRound();
      assertThat(
              site.rowsThere(
                  "SELECT n.id, k.name FROM note n JOIN kind k ON k.id = kind ORDER BY 1"))
          .as("ledger " + site.ledger())
          .containsExactly("1|a", "2|bb", "3|c");
      assertThat(site.rowsThere("SELECT name FROM kind ORDER BY name"))
          .containsExactly("a", "bb", "c", "theirs");
    }
  }

  @Test
  void teamAndCaptain() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE team (code text PRIMARY KEY, captain int)",
            "CREATE TABLE player (id serial PRIMARY KEY, name text, team text REFERENCES team)",
            "ALTER TABLE team ADD FOREIGN KEY (captain) REFERENCES player")) {
      site.migrate(
          "INSERT INTO team (code) VALUES ('red')",
          "INSERT INTO player (name, team) VALUES ('ann', 'red')",
          "UPDATE team SET captain = (SELECT id FROM player)");
      site.here("INSERT INTO player (id, name, team) VALUES (10, 'bob', 'red')");
      site.lastRound();
      assertThat(site.rowsThere("SELECT name, team FROM player ORDER BY name"))
          .as("ledger " + site.ledger())
          .containsExactly("ann|red", "bob|red");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void sumsOfASeedAreAddedUp() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("account.balance", "delta")
            .begin("CREATE TABLE account (code text PRIMARY KEY, balance int)")) {
      site.migrate("INSERT INTO account VALUES ('fees', 10)");
      site.here("UPDATE account SET balance = balance + 5");
      site.there("UPDATE account SET balance = balance + 3");
      site.round();
      site.here("UPDATE account SET balance = balance + 1");
      site.lastRound();
      assertThat(site.rowsThere("SELECT balance FROM account"))
          .as("ledger " + site.ledger())
          .containsExactly("19");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aKeyOfAnotherKindKeepsNothingFromArriving(boolean oneStart) throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE kind (id int PRIMARY KEY, name text)",
            "CREATE TABLE note (id int PRIMARY KEY, text text)")) {
      String insert = "INSERT INTO kind VALUES (5, 'long')";
      String[] switchKey = {
        "ALTER TABLE kind ADD COLUMN uid uuid NOT NULL DEFAULT gen_random_uuid()",
        "ALTER TABLE kind DROP CONSTRAINT kind_pkey",
        "ALTER TABLE kind ADD PRIMARY KEY (uid)"
      };
      if (oneStart) {
        site.migrate(insert, switchKey[0], switchKey[1], switchKey[2]);
      } else {
        site.migrate(insert);
        site.migrate(switchKey);
      }
      site.here("INSERT INTO note VALUES (1, 'ours')");
      site.lastRound();
      assertThat(site.rowsThere("SELECT id FROM note")).containsExactly("1");
      assertThat(site.rowsThere("SELECT name FROM kind"))
          .as("ledger " + site.ledger())
          .containsExactly("long");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"before", "after", "own start"})
  void aKeyMayBecomeWider(String when) throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            NOTES[0], NOTES[1], "CREATE TABLE word (note int PRIMARY KEY, word text)")) {
      site.here("INSERT INTO note VALUES (3, 'born')");
      String insert = "INSERT INTO word (note, word) SELECT id, text FROM note";
      String[] widen = {
        "ALTER TABLE word ADD COLUMN tenant int NOT NULL DEFAULT 1",
        "ALTER TABLE word DROP CONSTRAINT word_pkey",
        "ALTER TABLE word ADD PRIMARY KEY (tenant, note)"
      };
      switch (when) {
        case "before" -> site.migrate(insert, widen[0], widen[1], widen[2]);
        case "after" -> site.migrate(widen[0], widen[1], widen[2], insert);
        default -> {
          site.migrate(insert);
          site.migrate(widen);
        }
      }
      site.lastRound();
      assertThat(site.rowsThere("SELECT tenant, note, word FROM word ORDER BY note"))
          .as("ledger " + site.ledger())
          .containsExactly("1|1|one", "1|2|two");
      assertThat(site.ledger()).as("a copy of what is here alone").hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "REFERENCES task"})
  void aTableIsSplitWhileOthersChangeIt(String reference) throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE task (id int PRIMARY KEY, open boolean)",
            "INSERT INTO task VALUES (1, true), (2, true), (3, false)")) {
      site.there("UPDATE task SET open = false WHERE id = 1", "DELETE FROM task WHERE id = 2");
      site.migrate(
          "CREATE TABLE open_task (id int PRIMARY KEY " + reference + ")",
          "CREATE TABLE done_task (id int PRIMARY KEY " + reference + ")",
          "INSERT INTO open_task SELECT id FROM task WHERE open",
          "INSERT INTO done_task SELECT id FROM task WHERE NOT open");
      site.lastRound();
      assertThat(site.rowsThere("SELECT id FROM open_task ORDER BY 1"))
          .as("ledger " + site.ledger())
          .isEmpty();
      assertThat(site.rowsThere("SELECT id FROM done_task ORDER BY 1")).containsExactly("1", "3");
    }
  }

  @Test
  void theApplicationTakesTheOnlyValue() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE kind (id serial PRIMARY KEY, name text, made timestamptz DEFAULT"
                + " clock_timestamp())",
            "CREATE TABLE note (id int PRIMARY KEY, kind int REFERENCES kind ON DELETE CASCADE)")) {
      site.migrate(
          "INSERT INTO kind (name) VALUES ('a'), ('b')",
          "INSERT INTO note SELECT id + 100, id FROM kind");
      site.here("DELETE FROM kind WHERE name = 'a'", "INSERT INTO kind (name) VALUES ('a')");
      site.here("INSERT INTO note SELECT 1, id FROM kind WHERE name = 'a'");
      site.round();
      site.here("DELETE FROM kind WHERE name = 'b'");
      site.lastRound();
      assertThat(
              site.rowsThere(
                  "SELECT n.id, k.name FROM note n JOIN kind k ON k.id = kind ORDER BY 1"))
          .as("ledger " + site.ledger())
          .containsExactly("1|a");
      assertThat(site.rowsThere("SELECT name FROM kind ORDER BY name")).containsExactly("a");
    }
  }

  @Test
  void tablesExchangeTheirNames() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            NOTES[0], NOTES[1], "CREATE TABLE note_v2 (id int PRIMARY KEY, words text)")) {
      site.here("INSERT INTO note VALUES (3, 'born')");
      site.migrate(
          "INSERT INTO note_v2 SELECT id + 100, text FROM note",
          "ALTER TABLE note RENAME TO note_v1",
          "ALTER TABLE note_v2 RENAME TO note",
          "ALTER TABLE note_v1 RENAME TO note_v2");
      site.lastRound();
      assertThat(site.rowsThere("SELECT id, words FROM note ORDER BY id"))
          .containsExactly("101|one", "102|two");
      assertThat(site.ledger()).as("a copy of what is here alone").hasSize(1);
    }
  }

  @Test
  void theOnlyRowOfAChangedOneIsIt() throws SQLException {
    try (DegradedSite site = DegradedSite.after(NOTES)) {
      site.here("UPDATE note SET text = 'changed' WHERE id = 1");
      site.migrate(
          "CREATE TABLE word (id serial PRIMARY KEY, note int UNIQUE REFERENCES note, word text)",
          "INSERT INTO word (note, word) SELECT id, text FROM note ORDER BY id");
      site.lastRound();
      assertThat(site.rowsThere("SELECT note, word FROM word ORDER BY note, word"))
          .as("ledger " + site.ledger())
          .containsExactly("1|changed", "2|two");
    }
  }

  @Test
  void aNewTableBeforeTheFirstSeedIsOfThePrimary() throws SQLException {
    try (DegradedSite site = DegradedSite.empty()) {
      site.servers().migrate(NOTES[0]);
      site.beginMirroredNew(
          new String[] {"CREATE TABLE late (code text PRIMARY KEY, name text)"},
          "INSERT INTO late VALUES ('a', 'a'), ('b', 'b'), ('c', 'c')");
      site.there("DELETE FROM late WHERE name = 'b'");
      site.here("INSERT INTO note VALUES (5, 'ours')");
      site.lastRound();
      assertThat(site.rowsThere("SELECT name FROM late ORDER BY code"))
          .as("ledger " + site.ledger())
          .containsExactly("a", "c");
    }
  }

  @Test
  void aNewTableInNormalOperationIsOfThePrimary() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .beginMirroredAfter(new String[] {NOTES[0]}, "INSERT INTO note VALUES (1, 'one')")) {
      site.lastRound();
      site.mirror();
      site.migrate("CREATE TABLE late (code text PRIMARY KEY, name text)");
      site.servers().onPrimary("INSERT INTO late VALUES ('a', 'a'), ('b', 'b')");
      try (Connection primary = TwoServers.again(site.servers().primary()).open()) {
        new com.hypermindlabs.understudy.capture.PrimaryCapture(
                site.servers().primary(), site.names())
            .install(com.hypermindlabs.understudy.capture.Catalog.read(primary));
      }
      site.mirror();
      assertThat(site.rowsHere("SELECT code FROM late")).containsExactly("a", "b");
      assertThat(site.rowsHere("SELECT * FROM understudy.birth")).isEmpty();
    }
  }

  private static final String[] KINDS = {
    "CREATE TABLE kind (id serial PRIMARY KEY, name text, made timestamptz DEFAULT"
        + " clock_timestamp())",
    "INSERT INTO kind (name) VALUES ('short')"
  };

  @ParameterizedTest
  @ValueSource(strings = {"primary-wins", "hold", "fallback-wins"})
  void whatIsDeletedAfterARoundIsDeletedThere(String policy) throws SQLException {
    try (DegradedSite site = DegradedSite.empty().policy("kind", policy).begin(KINDS)) {
      site.migrate("INSERT INTO kind (name) VALUES ('long')");
      site.round();
      site.here("DELETE FROM kind WHERE name = 'long'");
      site.lastRound();
      assertThat(site.rowsThere("SELECT name FROM kind ORDER BY name"))
          .as("ledger " + site.ledger())
          .containsExactly("short");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary-wins", "hold", "fallback-wins"})
  void whatIsChangedAfterARoundIsChangedThere(String policy) throws SQLException {
    try (DegradedSite site = DegradedSite.empty().policy("kind", policy).begin(KINDS)) {
      site.migrate("INSERT INTO kind (name) VALUES ('long')");
      site.round();
      site.here("UPDATE kind SET name = 'longer', made = '2020-01-01' WHERE name = 'long'");
      site.lastRound();
      assertThat(site.rowsThere("SELECT name, made::date FROM kind WHERE id = 2"))
          .as("ledger " + site.ledger())
          .containsExactly("longer|2020-01-01");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary-wins", "hold", "fallback-wins"})
  void whatIsChangedBeforeARoundIsChangedThere(String policy) throws SQLException {
    try (DegradedSite site = DegradedSite.empty().policy("kind", policy).begin(KINDS)) {
      site.migrate("INSERT INTO kind (name) VALUES ('long')");
      site.here("UPDATE kind SET name = 'longer', made = '2020-01-01' WHERE name = 'long'");
      site.lastRound();
      assertThat(site.rowsThere("SELECT name, made::date FROM kind WHERE id = 2"))
          .as("ledger " + site.ledger())
          .containsExactly("longer|2020-01-01");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"round.durable", "round.merged", "round.committed", "round.settled"})
  void whatIsDeletedAfterACrashIsDeletedThere(String at) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .begin(
                "CREATE TABLE kind (id serial PRIMARY KEY, name text)",
                "INSERT INTO kind (name) VALUES ('short')")) {
      site.there("INSERT INTO kind (name) VALUES ('theirs')");
      site.migrate("INSERT INTO kind (name) VALUES ('long'), ('empty')");
      site.hook(
          step -> {
            if (step.equals(at)) {
              throw new IllegalStateException("killed");
            }
          });
      assertThatThrownBy(site::round).hasMessage("killed");
      site.hook(com.hypermindlabs.understudy.capture.StepHook.NONE);
      site.here(
          "DELETE FROM kind WHERE name = 'long'",
          "UPDATE kind SET name = 'none' WHERE name = 'empty'");
      site.migrate("INSERT INTO kind (name) VALUES ('long')");
      site.lastRound();
      assertThat(site.rowsThere("SELECT name FROM kind ORDER BY name"))
          .as("ledger " + site.ledger())
          .containsExactly("long", "none", "short", "theirs");
      assertThat(site.ledger()).isEmpty();
    }
  }
}
