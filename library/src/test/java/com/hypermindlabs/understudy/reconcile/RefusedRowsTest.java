package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedRowsTest {
  private static final String[] SHOP = {
    "CREATE TABLE customer (id int PRIMARY KEY, email text UNIQUE)",
    "CREATE TABLE purchase (id int PRIMARY KEY, customer int NOT NULL REFERENCES customer,"
        + " amount int)",
    "INSERT INTO customer SELECT i, 'c' || i FROM generate_series(1, 5) i",
    "INSERT INTO purchase SELECT i, i, 10 * i FROM generate_series(1, 5) i"
  };

  @Test
  void oneRefusedRowAmongThousandsIsHeldWithItsDependentsAlone() throws SQLException {
    try (DegradedSite site = DegradedSite.after(SHOP)) {
      site.there("INSERT INTO customer VALUES (900, 'taken')");
      site.here(
          "INSERT INTO customer SELECT i, 'n' || i FROM generate_series(1000, 4999) i",
          "INSERT INTO customer VALUES (5000, 'taken')",
          "INSERT INTO purchase SELECT i, i, 1 FROM generate_series(1000, 5000) i",
          "UPDATE purchase SET amount = 11 WHERE id = 1");

      RoundReport report = site.round();

      assertThat(site.ledger())
          .hasSize(2)
          .anyMatch(entry -> entry.startsWith("held|\"public\".\"customer\"|5000|duplicate key"))
          .anyMatch(entry -> entry.startsWith("held|\"public\".\"purchase\"|5000|"));
      assertThat(report.total().held()).isEqualTo(2);
      assertThat(report.total().applied()).isEqualTo(8001);
      assertThat(site.rowsThere("SELECT count(*) FROM purchase")).containsExactly("4005");
      assertThat(site.rowsThere("SELECT amount FROM purchase WHERE id = 1")).containsExactly("11");
      assertThat(report.left()).isZero();
    }
  }

  @Test
  void aHeldRowThatIsChangedHereIsTriedAgainUnderOneLedgerEntry() throws SQLException {
    try (DegradedSite site = DegradedSite.after(SHOP)) {
      site.there("INSERT INTO customer VALUES (900, 'taken')");
      site.here("INSERT INTO customer VALUES (1000, 'taken')");
      site.round();
      assertThat(site.round().total().sent()).isZero();
      site.there("INSERT INTO customer VALUES (901, 'taken too')");
      site.here("UPDATE customer SET email = 'taken too' WHERE id = 1000");
      site.round();
      assertThat(site.ledger()).hasSize(1);
      assertThat(site.rowsThere("SELECT ours[2] FROM understudy.ledger"))
          .containsExactly("taken too");

      site.here("UPDATE customer SET email = 'free' WHERE id = 1000");
      site.round();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT email FROM customer WHERE id = 1000"))
          .containsExactly("free");
    }
  }

  @Test
  void aDeleteThatWouldCascadeToAnothersRowKeepsTheRows() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE parent (id int PRIMARY KEY)",
            "CREATE TABLE child (id int PRIMARY KEY,"
                + " parent int REFERENCES parent ON DELETE CASCADE)",
            "INSERT INTO parent VALUES (1), (2)",
            "INSERT INTO child VALUES (1, 1), (2, 2)")) {
      site.there("INSERT INTO child VALUES (3, 1)");
      site.here("DELETE FROM parent");

      site.round();

      assertThat(site.rowsThere("SELECT id FROM parent")).containsExactly("1");
      assertThat(site.rowsThere("SELECT id FROM child")).containsExactly("3");
      assertThat(site.ledger())
          .containsExactly("overruled|\"public\".\"parent\"|1|deleted here, referred to there");
    }
  }

  @Test
  void noPolicyLetsADeleteCascadeToAnothersRow() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("parent", "fallback-wins")
            .begin(
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "CREATE TABLE child (id int PRIMARY KEY,"
                    + " parent int REFERENCES parent ON DELETE CASCADE)",
                "INSERT INTO parent VALUES (1)")) {
      site.there("INSERT INTO child VALUES (3, 1)");
      site.here("DELETE FROM parent");

      site.round();

      assertThat(site.rowsThere("SELECT id FROM child")).containsExactly("3");
      assertThat(site.ledger())
          .containsExactly("overruled|\"public\".\"parent\"|1|deleted here, referred to there");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CASCADE", "SET NULL", "SET DEFAULT", "NO ACTION"})
  void aDeleteTakesNoRowAlongOfATableThatOnlyThePrimaryHas(String action) throws SQLException {
    try (DegradedSite site = DegradedSite.after(SHOP)) {
      site.servers()
          .onPrimary(
              "CREATE TABLE invoice (id int PRIMARY KEY, purchase int REFERENCES purchase ON DELETE "
                  + action
                  + ")");
      site.there("INSERT INTO invoice VALUES (1, 1)");
      site.here("DELETE FROM purchase", "DELETE FROM customer");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM invoice")).containsExactly("1|1");
      assertThat(site.rowsThere("SELECT id FROM purchase")).containsExactly("1");
      assertThat(site.rowsThere("SELECT id FROM customer")).containsExactly("1");
      assertThat(site.ledger())
          .containsExactlyInAnyOrder(
              "overruled|\"public\".\"purchase\"|1|deleted here, referred to there",
              "overruled|\"public\".\"customer\"|1|deleted here, referred to there");
    }
  }

  @Test
  void underHoldADeleteThatWouldTakeSuchARowAlongIsHeld() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().policy("*", "hold").begin(SHOP)) {
      site.servers()
          .onPrimary(
              "CREATE TABLE invoice (id int PRIMARY KEY,"
                  + " purchase int REFERENCES purchase ON DELETE CASCADE)");
      site.there("INSERT INTO invoice VALUES (1, 1)");
      site.here("DELETE FROM purchase WHERE id = 1", "DELETE FROM purchase WHERE id = 2");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM invoice")).containsExactly("1|1");
      assertThat(site.rowsThere("SELECT id FROM purchase WHERE id < 3")).containsExactly("1");
      assertThat(site.ledger())
          .containsExactly("held|\"public\".\"purchase\"|1|deleted here, referred to there");
    }
  }

  @Test
  void whatADeleteWouldTakeAlongIsKeptAlsoWhereItMayNotBeRead() throws SQLException {
    try (DegradedSite site = DegradedSite.after(SHOP)) {
      site.servers()
          .onPrimary(
              "GRANT CREATE ON SCHEMA public TO primary_other",
              "GRANT REFERENCES ON customer, purchase TO primary_other");
      site.there(
          "CREATE TABLE invoice (id int PRIMARY KEY, purchase int REFERENCES purchase ON DELETE"
              + " CASCADE)",
          "CREATE TABLE letter (id int PRIMARY KEY, customer int REFERENCES customer)",
          "INSERT INTO invoice VALUES (1, 1)",
          "INSERT INTO letter VALUES (1, 2)");
      site.here(
          "DELETE FROM purchase WHERE id = 1",
          "UPDATE purchase SET amount = 7 WHERE id = 3",
          "DELETE FROM purchase WHERE id = 2",
          "DELETE FROM customer WHERE id = 2");

      site.lastRound();

      assertThat(site.rowsThere("SELECT id FROM purchase WHERE id < 3")).containsExactly("1", "2");
      assertThat(site.rowsThere("SELECT amount FROM purchase WHERE id = 3")).containsExactly("7");
      String why =
          "deleted here, perhaps referred to there by what may not be read: public.invoice";
      assertThat(site.ledger())
          .contains("overruled|\"public\".\"purchase\"|1|" + why)
          .contains("overruled|\"public\".\"purchase\"|2|" + why)
          .hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDeleteTakesNoRowAlongThatRefersToOrFromAPartitionAlone(boolean to) throws SQLException {
    String[] tables =
        to
            ? new String[] {
              "CREATE TABLE parent (id int PRIMARY KEY) PARTITION BY RANGE (id)",
              "CREATE TABLE low PARTITION OF parent FOR VALUES FROM (0) TO (100)",
              "CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES low ON DELETE CASCADE)"
            }
            : new String[] {
              "CREATE TABLE parent (id int PRIMARY KEY)",
              "CREATE TABLE child (id int PRIMARY KEY, parent int) PARTITION BY RANGE (id)",
              "CREATE TABLE low PARTITION OF child FOR VALUES FROM (0) TO (100)",
              "ALTER TABLE low ADD FOREIGN KEY (parent) REFERENCES parent ON DELETE CASCADE"
            };
    try (DegradedSite site = DegradedSite.empty()) {
      site.begin(tables);
      site.here("INSERT INTO parent VALUES (1), (2), (3)", "INSERT INTO child VALUES (2, 2)");
      site.round();
      site.there("INSERT INTO child VALUES (1, 1)");
      site.here("DELETE FROM parent");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM child")).containsExactly("1|1");
      assertThat(site.rowsThere("SELECT * FROM parent")).containsExactly("1");
      assertThat(site.ledger())
          .containsExactly("overruled|\"public\".\"parent\"|1|deleted here, referred to there");
    }
  }

  @Test
  void aChildMovedAwayFirstDoesNotGoWithItsOldParent() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE parent (id int PRIMARY KEY, name text UNIQUE)",
            "CREATE TABLE child (id int PRIMARY KEY,"
                + " parent int REFERENCES parent ON DELETE CASCADE)",
            "INSERT INTO parent VALUES (1, 'a'), (2, 'b')",
            "INSERT INTO child VALUES (1, 1)")) {
      site.here(
          "INSERT INTO parent VALUES (3, 'c')",
          "UPDATE child SET parent = 3",
          "DELETE FROM parent WHERE id = 1",
          "DELETE FROM parent WHERE id = 2",
          "INSERT INTO parent VALUES (4, 'b')");

      site.round();

      assertThat(site.rowsThere("SELECT * FROM parent ORDER BY id")).containsExactly("3|c", "4|b");
      assertThat(site.rowsThere("SELECT * FROM child")).containsExactly("1|3");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void aDeleteAgainstAnUpdateKeepsTheRowWhicheverSideDeleted() throws SQLException {
    try (DegradedSite site = DegradedSite.after(SHOP)) {
      site.here("DELETE FROM purchase WHERE id = 1", "UPDATE purchase SET amount = 7 WHERE id = 2");
      site.there(
          "UPDATE purchase SET amount = 8 WHERE id = 1", "DELETE FROM purchase WHERE id = 2");

      site.round();

      assertThat(site.rowsThere("SELECT * FROM purchase WHERE id < 3 ORDER BY id"))
          .containsExactly("1|1|8", "2|2|7");
      assertThat(site.ledger()).hasSize(2);
    }
  }

  @Test
  void chainsOfUniqueValuesAndOfKeysArrive() throws SQLException {
    try (DegradedSite site = DegradedSite.after(SHOP)) {
      site.here(
          "UPDATE customer SET email = 'x' WHERE id = 5",
          "UPDATE customer SET email = 'c5' WHERE id = 4",
          "UPDATE customer SET email = 'c4' WHERE id = 3",
          "DELETE FROM purchase",
          "UPDATE customer SET id = id + 1000 WHERE id = 2",
          "UPDATE customer SET id = 2 WHERE id = 1",
          "INSERT INTO customer VALUES (77, 'c3')");

      site.round();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT * FROM customer ORDER BY id"))
          .containsExactly("2|c1", "3|c4", "4|c5", "5|x", "77|c3", "1002|c2");
    }
  }

  @Test
  void rowsThatReferToEachOtherInACircleArrive() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE team (id int PRIMARY KEY, lead int)",
            "CREATE TABLE person (id int PRIMARY KEY, team int NOT NULL REFERENCES team,"
                + " boss int REFERENCES person)",
            "ALTER TABLE team ADD FOREIGN KEY (lead) REFERENCES person")) {
      site.here(
          "INSERT INTO team VALUES (1, NULL)",
          "INSERT INTO person VALUES (2, 1, NULL)",
          "INSERT INTO person VALUES (1, 1, 2)",
          "UPDATE team SET lead = 1");
      site.round();
      assertThat(site.rowsThere("SELECT * FROM team")).containsExactly("1|1");
      site.here(
          "UPDATE team SET lead = NULL",
          "DELETE FROM person WHERE id = 1",
          "DELETE FROM person",
          "DELETE FROM team");

      site.round();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT * FROM team")).isEmpty();
    }
  }

  @Test
  void aCircleOfDeletesThatAnothersRowHangsOnIsKeptAlsoAmongRefusedRows() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE root (id int PRIMARY KEY)",
            "CREATE TABLE leaf (id int PRIMARY KEY, root int REFERENCES root ON DELETE CASCADE,"
                + " other int REFERENCES leaf ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,"
                + " name text UNIQUE)",
            "INSERT INTO root VALUES (1), (2)",
            "INSERT INTO leaf VALUES (1, 1, NULL, 'a'), (2, 2, 1, 'b')",
            "UPDATE leaf SET other = 2 WHERE id = 1")) {
      site.there("INSERT INTO leaf VALUES (9, NULL, 1, 'taken')");
      site.here("DELETE FROM root WHERE id = 1", "INSERT INTO leaf VALUES (5, 2, NULL, 'taken')");

      site.round();

      assertThat(site.rowsThere("SELECT id FROM leaf ORDER BY id")).containsExactly("1", "2", "9");
      assertThat(site.rowsThere("SELECT id FROM root ORDER BY id")).containsExactly("1", "2");
      assertThat(site.ledger()).hasSize(4);
    }
  }

  private static final String[] MEMBERS = {
    "CREATE TABLE member (id int PRIMARY KEY, name text)",
    "CREATE TABLE profile (member int PRIMARY KEY REFERENCES member, bio text)",
    "CREATE FUNCTION companion() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        + " INSERT INTO public.profile (member) VALUES (NEW.id); RETURN NULL; END $$",
    "CREATE TRIGGER companion AFTER INSERT ON member FOR EACH ROW EXECUTE FUNCTION companion()"
  };

  @ParameterizedTest
  @CsvSource({
    "primary-wins, -, overruled|\"public\".\"profile\"|1|made there by a trigger too: bio",
    "fallback-wins, mine, overruled|\"public\".\"profile\"|1|made there by a trigger too: bio"
  })
  void aRowThatATriggerThereMakesTooIsAConflict(String policy, String bio, String entry)
      throws SQLException {
    try (DegradedSite site = DegradedSite.empty().policy("*", policy).begin(MEMBERS)) {
      site.here(
          "INSERT INTO member VALUES (1, 'Anna'), (2, 'Ben')",
          "UPDATE profile SET bio = 'mine' WHERE member = 1");

      RoundReport report = site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM profile ORDER BY member"))
          .containsExactly("1|" + bio, "2|-");
      assertThat(site.ledger()).containsExactly(entry);
      assertThat(site.rowsThere("SELECT ours[2], theirs[1], theirs[2] FROM understudy.ledger"))
          .containsExactly("mine|1|-");
      assertThat(report.total().applied()).isEqualTo(3);
    }
  }

  @Test
  void underHoldARowThatATriggerThereMakesOtherwiseIsHeldWithItsTransaction() throws SQLException {
    try (DegradedSite site = DegradedSite.empty().policy("*", "hold").begin(MEMBERS)) {
      site.here(
          "INSERT INTO member VALUES (1, 'Anna')",
          "INSERT INTO member VALUES (2, 'Ben')",
          "UPDATE profile SET bio = 'mine' WHERE member = 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM profile")).containsExactly("2|-");
      assertThat(site.ledger())
          .allMatch(entry -> entry.startsWith("held|") && entry.contains("|1|the primary did not"))
          .hasSize(2);
    }
  }

  @Test
  void whatATriggerThereMakesTooIsToldFromTheRefusedBesideIt() throws SQLException {
    try (DegradedSite site = DegradedSite.after(MEMBERS)) {
      site.servers().onPrimary("ALTER TABLE member ADD CHECK (name <> 'bad')");
      site.here(
          "INSERT INTO member SELECT i, CASE i WHEN 50 THEN 'bad' ELSE 'm' || i END"
              + " FROM generate_series(1, 100) i",
          "UPDATE profile SET bio = 'mine' WHERE member = 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT count(*) FROM profile")).containsExactly("99");
      assertThat(site.ledger())
          .hasSize(3)
          .anyMatch(entry -> entry.startsWith("held|\"public\".\"member\"|50|"))
          .anyMatch(entry -> entry.startsWith("held|\"public\".\"profile\"|50|"))
          .contains("overruled|\"public\".\"profile\"|1|made there by a trigger too: bio");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary-wins", "hold"})
  void whatATriggerThereLeavesOutIsHeld(String policy) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("*", policy)
            .begin(
                "CREATE TABLE note (id int PRIMARY KEY, body text, length int)",
                "INSERT INTO note VALUES (1, 'a', 1), (2, 'b', 1), (3, 'c', 1), (4, 'd', 1)")) {
      site.servers()
          .onPrimary(
              "CREATE FUNCTION sober() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                  + " IF TG_OP = 'DELETE' THEN"
                  + " IF OLD.id = 3 THEN RETURN NULL; END IF; RETURN OLD; END IF;"
                  + " NEW.length := length(NEW.body);"
                  + " IF NEW.body = 'spam' THEN RETURN NULL; END IF; RETURN NEW; END $$",
              "CREATE TRIGGER sober BEFORE INSERT OR UPDATE OR DELETE ON note"
                  + " FOR EACH ROW EXECUTE FUNCTION sober()");
      site.here(
          "INSERT INTO note VALUES (5, 'spam')",
          "INSERT INTO note VALUES (6, 'fine')",
          "UPDATE note SET body = 'spam' WHERE id = 1",
          "UPDATE note SET body = 'well' WHERE id = 2",
          "DELETE FROM note WHERE id = 3",
          "DELETE FROM note WHERE id = 4");

      RoundReport report = site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM note ORDER BY id"))
          .containsExactly("1|a|1", "2|well|4", "3|c|1", "6|fine|4");
      String held = "the primary did not take it: a trigger or a rule kept it out";
      assertThat(site.ledger())
          .containsExactlyInAnyOrder(
              "held|\"public\".\"note\"|1|" + held,
              "held|\"public\".\"note\"|3|" + held,
              "held|\"public\".\"note\"|5|" + held);
      assertThat(report.total().held()).isEqualTo(3);
    }
  }

  @Test
  void whatATriggerThereWritesInPlaceOfTheStatementHasArrived() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after("CREATE TABLE note (id int PRIMARY KEY, body text, length int)")) {
      site.servers()
          .onPrimary(
              "CREATE FUNCTION otherwise() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                  + " IF pg_trigger_depth() > 1 THEN RETURN NEW; END IF;"
                  + " INSERT INTO public.note VALUES (NEW.*); RETURN NULL; END $$",
              "CREATE TRIGGER otherwise BEFORE INSERT ON note"
                  + " FOR EACH ROW EXECUTE FUNCTION otherwise()");
      site.here("INSERT INTO note VALUES (1, 'a'), (2, 'b')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM note ORDER BY id"))
          .containsExactly("1|a|-", "2|b|-");
      assertThat(site.ledger()).isEmpty();
    }
  }

  /**
   * An own state of the application's, one that PL/pgSQL does not catch by itself, and a broken
   * function.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "RAISE EXCEPTION 'not so' USING ERRCODE = 'UE001'",
        "ASSERT false, 'not so'",
        "PERFORM gone()"
      })
  void aRowThatATriggerThereRefusesAsItLikesIsHeldAlone(String refuses) throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, a text)",
            "CREATE TABLE u (id int PRIMARY KEY, a text)")) {
      site.servers()
          .onPrimary(
              "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.a = 'bad'"
                  + " THEN "
                  + refuses
                  + "; END IF; RETURN NEW; END $$",
              "CREATE TRIGGER no BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no()");
      site.here(
          "INSERT INTO t VALUES (1, 'bad'), (2, 'good')", "INSERT INTO u VALUES (1, 'other')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM t")).containsExactly("2|good");
      assertThat(site.rowsThere("SELECT * FROM u")).containsExactly("1|other");
      assertThat(site.ledger())
          .hasSize(1)
          .allMatch(entry -> entry.startsWith("held|\"public\".\"t\"|1|"));
    }
  }

  @Test
  void aValueThatAnIndexThereHasNoRoomForIsHeldAlone() throws SQLException {
    try (DegradedSite site = DegradedSite.after("CREATE TABLE t (id int PRIMARY KEY, a text)")) {
      site.servers().onPrimary("CREATE INDEX ON t (a)");
      site.here(
          "INSERT INTO t SELECT 1, string_agg(md5(i::text), '') FROM generate_series(1, 400) i",
          "INSERT INTO t VALUES (2, 'good')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT id FROM t")).containsExactly("2");
      assertThat(site.ledger())
          .hasSize(1)
          .allMatch(entry -> entry.startsWith("held|\"public\".\"t\"|1|index row"));
    }
  }

  @ParameterizedTest
  @CsvSource({"primary-wins, overruled", "fallback-wins, overruled", "hold, held"})
  void aNumberThatOnlyItsSequenceMayGiveIsNoted(String policy, String kind) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("*", policy)
            .begin(
                "CREATE TABLE ticket (id int PRIMARY KEY, title text,"
                    + " no int GENERATED ALWAYS AS IDENTITY)",
                "INSERT INTO ticket VALUES (1, 'a'), (2, 'b')")) {
      site.here(
          "UPDATE ticket SET no = DEFAULT, title = 'a new' WHERE id = 1",
          "UPDATE ticket SET title = 'b new' WHERE id = 2",
          "INSERT INTO ticket VALUES (3, 'c')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT id, no FROM ticket ORDER BY id"))
          .containsExactly("1|1", "2|2", "3|4");
      assertThat(site.rowsThere("SELECT title FROM ticket ORDER BY id"))
          .containsExactly(kind.equals("held") ? "a" : "a new", "b new", "c");
      assertThat(site.ledger())
          .containsExactly(
              kind + "|\"public\".\"ticket\"|1|changed here, takes no value there: no");
    }
  }
}
