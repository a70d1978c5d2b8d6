package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UniqueValuesTest {
  private static final String[] SHELF = {
    "CREATE TABLE shelf (id int PRIMARY KEY, place int NOT NULL UNIQUE CHECK (place > 0),"
        + " label text UNIQUE)",
    "CREATE TABLE book (id int PRIMARY KEY, shelf int REFERENCES shelf ON DELETE CASCADE)",
    "INSERT INTO shelf SELECT i, i, 'l' || i FROM generate_series(1, 9) i",
    "INSERT INTO book SELECT i, i FROM generate_series(1, 9) i"
  };

  @Test
  void aSwapOfNullableValuesArrives() throws SQLException {
    try (DegradedSite site = DegradedSite.after(SHELF)) {
      site.hereTogether(
          "UPDATE shelf SET label = NULL WHERE id = 1",
          "UPDATE shelf SET label = 'l1' WHERE id = 2",
          "UPDATE shelf SET label = 'l2' WHERE id = 1");

      site.round();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT id, label FROM shelf WHERE id < 3 ORDER BY id"))
          .containsExactly("1|l2", "2|l1");
    }
  }

  @Test
  void aRotationOfValuesThatMayNotBeMissingArrives() throws SQLException {
    try (DegradedSite site = DegradedSite.after(SHELF)) {
      site.hereTogether(
          "UPDATE shelf SET place = place + 100",
          "UPDATE shelf SET place = (place - 100) % 9 + 1",
          "INSERT INTO shelf VALUES (10, 10, 'l10')");

      site.round();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT id, place FROM shelf WHERE id IN (1, 8, 9) ORDER BY id"))
          .containsExactly("1|2", "8|9", "9|1");
      assertThat(site.rowsThere("SELECT count(*) FROM book")).containsExactly("9");
    }
  }

  @Test
  void besideARefusedRowASwapArrivesAndOnlyWhatNeedsTheRefusedRowIsHeld() throws SQLException {
    try (DegradedSite site = DegradedSite.after(SHELF)) {
      site.there("INSERT INTO shelf VALUES (900, 900, 'taken')");
      site.hereTogether(
          "UPDATE shelf SET label = NULL WHERE id = 1",
          "UPDATE shelf SET label = 'l1' WHERE id = 2",
          "UPDATE shelf SET label = 'l2' WHERE id = 1");
      site.here(
          "UPDATE shelf SET label = 'taken' WHERE id = 3",
          "UPDATE shelf SET label = 'l3' WHERE id = 4",
          "UPDATE shelf SET label = 'l4' WHERE id = 5");

      site.round();

      assertThat(site.rowsThere("SELECT id, label FROM shelf WHERE id < 6 ORDER BY id"))
          .containsExactly("1|l2", "2|l1", "3|l3", "4|l4", "5|l5");
      assertThat(site.ledger()).hasSize(3).allMatch(entry -> entry.startsWith("held|"));
    }
  }

  @Test
  void aValueOfARowThatGoesLaterIsHandedOn() throws SQLException {
    try (DegradedSite site = DegradedSite.after(SHELF)) {
      site.hereTogether(
          "UPDATE shelf SET label = 'moving', place = 77 WHERE id = 1",
          "INSERT INTO shelf VALUES (11, 1, 'l1')",
          "UPDATE book SET shelf = 11 WHERE shelf = 1",
          "DELETE FROM shelf WHERE id = 1");

      site.round();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT * FROM shelf WHERE place = 1")).containsExactly("11|1|l1");
      assertThat(site.rowsThere("SELECT shelf FROM book WHERE id = 1")).containsExactly("11");
    }
  }

  @Test
  void aRowThatStaysAfterAllKeepsItsValueAndWhoWantedItIsHeld() throws SQLException {
    try (DegradedSite site = DegradedSite.after(SHELF)) {
      site.there("INSERT INTO book VALUES (99, 1)");
      site.hereTogether(
          "DELETE FROM book WHERE shelf = 1",
          "DELETE FROM shelf WHERE id = 1",
          "INSERT INTO shelf VALUES (11, 1, 'l1')");

      site.round();

      assertThat(site.rowsThere("SELECT * FROM shelf WHERE place = 1")).containsExactly("1|1|l1");
      assertThat(site.ledger())
          .hasSize(2)
          .anyMatch(entry -> entry.startsWith("held|\"public\".\"shelf\"|11|duplicate key"))
          .contains("overruled|\"public\".\"shelf\"|1|deleted here, referred to there");
      assertThat(site.rowsThere("SELECT id FROM book WHERE shelf = 1")).containsExactly("99");
    }
  }

  @Test
  void valuesOfExpressionsAndPartialIndexesAreHandedRoundToo() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE person (id int PRIMARY KEY, name varchar(40) NOT NULL, left_us boolean)",
            "CREATE UNIQUE INDEX ON person (lower(name)) WHERE NOT left_us",
            "INSERT INTO person VALUES (1, 'Ann', false), (2, 'Bob', false), (3, 'BOB', true)")) {
      site.hereTogether(
          "UPDATE person SET name = 'x' WHERE id = 1",
          "UPDATE person SET name = 'ANN' WHERE id = 2",
          "UPDATE person SET name = 'bob' WHERE id = 1");

      site.round();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT id, name FROM person ORDER BY id"))
          .containsExactly("1|bob", "2|ANN", "3|BOB");
    }
  }

  @Test
  void aUniqueIndexWithAQuestionMarkIsNoPlaceOfAParameter() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, data jsonb, n int)",
            "CREATE UNIQUE INDEX ON t ((data ->> 'k')) WHERE data ? 'k'")) {
      site.servers().onPrimary("ALTER TABLE t ADD CHECK (n > 0)");
      site.here(
          "INSERT INTO t VALUES (1, '{\"k\": 1}', -1)",
          "INSERT INTO t VALUES (2, '{\"k\": 2}', 1)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT id FROM t")).containsExactly("2");
    }
  }

  @Test
  void aRowForWhichAnExpressionOfAUniqueIndexFailsIsHeldAlone() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, code text)", "INSERT INTO t VALUES (3, '5')")) {
      site.servers().onPrimary("CREATE UNIQUE INDEX ON t ((code::int))");
      site.here("INSERT INTO t VALUES (1, 'abc')", "UPDATE t SET code = '6' WHERE id = 3");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM t")).containsExactly("3|6");
      assertThat(site.ledger()).hasSize(1).allMatch(entry -> entry.contains("|1|invalid input"));
    }
  }

  @Test
  void whatRefersToASwappedValueFollowsTheRowThatItReferredTo() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE parent (id int PRIMARY KEY, code text UNIQUE)",
            "CREATE TABLE child (id int PRIMARY KEY,"
                + " code text REFERENCES parent (code) ON UPDATE CASCADE)",
            "INSERT INTO parent VALUES (1, 'x'), (2, 'y')",
            "INSERT INTO child VALUES (1, 'x')")) {
      site.there("INSERT INTO child VALUES (8, 'y'), (9, 'x')");
      site.here(
          "UPDATE parent SET code = 'between' WHERE id = 1",
          "UPDATE parent SET code = 'x' WHERE id = 2",
          "UPDATE parent SET code = 'y' WHERE id = 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM parent ORDER BY id")).containsExactly("1|y", "2|x");
      assertThat(site.rowsThere("SELECT * FROM child ORDER BY id"))
          .containsExactly("1|y", "8|x", "9|y");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SET NULL", "SET DEFAULT"})
  void aSwapThatWouldUnsetAnothersReferenceIsNotMade(String action) throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE parent (id int PRIMARY KEY, code text UNIQUE)",
            "INSERT INTO parent VALUES (1, 'x'), (2, 'y')")) {
      site.servers()
          .onPrimary(
              "CREATE TABLE child (id int PRIMARY KEY,"
                  + " code text REFERENCES parent (code) ON UPDATE "
                  + action
                  + ")");
      site.there("INSERT INTO child VALUES (9, 'x')");
      site.here(
          "UPDATE parent SET code = NULL WHERE id = 1",
          "UPDATE parent SET code = 'x' WHERE id = 2",
          "UPDATE parent SET code = 'y' WHERE id = 1");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM parent ORDER BY id")).containsExactly("1|x", "2|y");
      assertThat(site.rowsThere("SELECT * FROM child")).containsExactly("9|x");
      assertThat(site.ledger())
          .hasSize(2)
          .anyMatch(entry -> entry.startsWith("overruled|") && entry.contains("|1|"))
          .anyMatch(entry -> entry.startsWith("held|") && entry.contains("|2|"));
    }
  }

  @Test
  void valuesThatAComputedColumnMakesUniqueAreHandedRound() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, mail text NOT NULL, low text GENERATED ALWAYS AS"
                + " (lower(mail)) STORED UNIQUE)",
            "INSERT INTO t VALUES (1, 'A'), (2, 'B')")) {
      handRound(site, "mail", "A", "B");

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT mail FROM t ORDER BY id")).containsExactly("B", "A");
    }
  }

  @Test
  void valuesThatAreEqualByTheirCollationAreHandedRound() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic ="
                + " false)",
            "CREATE TABLE t (id int PRIMARY KEY, code text COLLATE ci NOT NULL UNIQUE)",
            "INSERT INTO t VALUES (1, 'a'), (2, 'b')")) {
      handRound(site, "code", "A", "B");

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT code FROM t ORDER BY id")).containsExactly("B", "A");
    }
  }

  @Test
  void valuesThatAPartitionAloneKeepsUniqueAreHandedRound() throws SQLException {
    try (DegradedSite site = DegradedSite.empty()) {
      site.beginMirroredAfter(
          new String[] {
            "CREATE TABLE t (id int, y int, code text NOT NULL, PRIMARY KEY (id, y)) PARTITION BY"
                + " LIST (y)",
            "CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)",
            "CREATE UNIQUE INDEX ON t1 (code)"
          },
          "INSERT INTO t VALUES (1, 1, 'a'), (2, 1, 'b')");
      handRound(site, "code", "a", "b");

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT code FROM t ORDER BY id")).containsExactly("b", "a");
    }
  }

  @Test
  void whatRefersToAValueStaysWithItThoughTheKeyOfItsRowChanges() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE p (id int PRIMARY KEY, code text UNIQUE NOT NULL)",
            "CREATE TABLE c (id int PRIMARY KEY, pc text REFERENCES p (code) ON UPDATE CASCADE)",
            "INSERT INTO p VALUES (1, 'a')",
            "INSERT INTO c VALUES (1, 'a')")) {
      site.here("UPDATE p SET id = 9");

      site.lastRound();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT * FROM p")).containsExactly("9|a");
      assertThat(site.rowsThere("SELECT * FROM c")).containsExactly("1|a");
    }
  }

  /** Row 2 gets the one, which row 1 had, and that one the other. */
  private static void handRound(DegradedSite site, String column, String one, String other)
      throws SQLException {
    String set = "UPDATE t SET " + column + " = '%s' WHERE id = %d";
    site.here(set.formatted("x", 1), set.formatted(one, 2), set.formatted(other, 1));
    site.lastRound();
  }
}
