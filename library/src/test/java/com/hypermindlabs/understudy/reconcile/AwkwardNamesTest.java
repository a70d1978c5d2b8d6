package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables and columns may be called what ours, their aliases and our variables are called. */
class AwkwardNamesTest {
  /** As they stand in our statements, and such as have to be quoted. */
  private static final String COLUMNS =
      "k k0 k1 k2 o0 o1 o2 t0 t1 c0 c1 a b c d e f g h i j l m n o p q r s t u v w x y z"
          + " key keys kind touched o_there t_there there base ours theirs settled held xid rel me"
          + " result round site epoch name number place state reason change entry logged more lowest"
          + " highest tg_relid new_rows old_rows excluded row position order select user old new"
          + " oid Upper sp\u00e4t quo\"te apo'strophe bra{ce} dol$lar per%cent back\\slash"
          + " {id} {recent} {rel} ${n} ${q} $note$ $insert$ $touch$ $refresh$ $understudy$ _1$"
          + " semi;colon";

  private static final String[] TABLES = {
    "CREATE TABLE excluded (" + columns(" text DEFAULT 'a'") + ", id int PRIMARY KEY)",
    "CREATE TABLE r ("
        + columns(" text DEFAULT 'a'")
        + ", \"to\" int REFERENCES excluded ON DELETE CASCADE, PRIMARY KEY (\"order\", k1))"
  };

  private static String columns(String type) {
    return Arrays.stream(COLUMNS.split(" ", -1))
        .map(name -> '"' + name.replace("\"", "\"\"") + '"' + type)
        .collect(Collectors.joining(", "));
  }

  private static String every(String value) {
    return columns(" = '" + value + "'");
  }

  @Test
  void rowsOfThemGoBothWays() throws SQLException {
    try (DegradedSite site = DegradedSite.empty()) {
      site.beginMirrored(TABLES);
      site.here("INSERT INTO excluded (id) SELECT generate_series(1, 6)");
      site.here(
          "INSERT INTO r (\"order\", k1, \"to\") SELECT i, 'x', i FROM generate_series(1, 6) i");
      site.lastRound();
      site.mirror();
      site.there(
          "UPDATE excluded SET " + every("theirs") + " WHERE id = 1",
          "UPDATE r SET k1 = 'y' WHERE \"order\" = '1'",
          "DELETE FROM excluded WHERE id = 2");
      site.mirror();
      assertThat(same(site)).contains("1 theirs").hasSize(10);

      site.openAgain();
      site.here(
          "UPDATE excluded SET " + every("ours") + " WHERE id IN (3, 4)",
          "UPDATE r SET more = 'ours', k1 = 'z' WHERE \"order\" = '5'",
          "UPDATE r SET more = 'ours' WHERE \"order\" = '6'",
          "DELETE FROM excluded WHERE id = 1",
          "INSERT INTO excluded (id) VALUES (7)");
      site.there(
          "UPDATE excluded SET key = 'theirs' WHERE id = 4",
          "UPDATE r SET logged = 'theirs' WHERE \"order\" = '6'",
          "INSERT INTO excluded (id) VALUES (8)");
      site.lastRound();
      site.mirror();

      assertThat(same(site))
          .contains("3 ours", "4 ours", "7 a", "8 a", "6 ours")
          .doesNotContain("1 theirs");
      assertThat(site.rowsThere("SELECT key FROM excluded WHERE id = 4")).containsExactly("theirs");
      assertThat(site.rowsThere("SELECT logged FROM r WHERE \"order\" = '6'"))
          .containsExactly("theirs");
      assertThat(site.ledger()).hasSize(1).allMatch(line -> line.contains("both sides: key"));
    }
  }

  /** Where our texts have places of their own, and where they end. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{id}",
        "{rel}",
        "{key_of_new}",
        "${n}",
        "${q}",
        "$note$",
        "$capture$",
        "$understudy$",
        "_1$",
        "a;b",
        "li\nne"
      })
  void keysAndTablesMayBeCalledAnything(String name) throws SQLException {
    String quoted = '"' + name + '"';
    try (DegradedSite site = DegradedSite.empty()) {
      site.policy("t", "hold")
          .policy("u", "hold")
          .beginMirrored(
              "CREATE TABLE t (v int, " + quoted + " int PRIMARY KEY)",
              "CREATE TABLE u (" + quoted + " int, b int, v int, PRIMARY KEY (b, " + quoted + "))",
              "CREATE TABLE " + quoted + " (id int PRIMARY KEY, v int)",
              "CREATE TABLE p ("
                  + quoted
                  + " int PRIMARY KEY, v int) PARTITION BY RANGE ("
                  + quoted
                  + ")",
              "CREATE TABLE p1 PARTITION OF p DEFAULT");
      List<String> all = List.of("t", "u", quoted, "p");
      site.here(
          "INSERT INTO t VALUES (1, 1), (2, 2)",
          "INSERT INTO u VALUES (1, 1, 1), (2, 2, 2)",
          "INSERT INTO " + quoted + " VALUES (1, 1), (2, 2)",
          "INSERT INTO p VALUES (1, 1), (2, 2)");
      site.round();
      for (String table : all) {
        site.here(
            "UPDATE " + table + " SET v = 3 WHERE v = 1", "DELETE FROM " + table + " WHERE v = 2");
      }
      site.lastRound();
      for (String table : all) {
        assertThat(site.rowsThere("SELECT v FROM " + table)).as(table).containsExactly("3");
        site.there("UPDATE " + table + " SET v = 4");
      }
      site.there("UPDATE u SET b = 9", "TRUNCATE p");
      site.mirror();
      for (String table : all) {
        assertThat(site.rowsHere("TABLE " + table))
            .as(table)
            .isEqualTo(site.rowsThere("TABLE " + table));
      }
      assertThat(site.ledger()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"attempt", "chunk", "size", "understudy_size", "a$understudy$b"})
  void oneRefusedRowIsHeldAloneWhateverItsKeyIsCalled(String name) throws SQLException {
    String column = '"' + name + '"';
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE run (job int, "
                + column
                + " int, a text, PRIMARY KEY (job, "
                + column
                + "))")) {
      site.servers().onPrimary("ALTER TABLE run ADD CHECK (a <> 'bad')");
      site.here("INSERT INTO run VALUES (1, 1, 'a'), (1, 2, 'bad'), (1, 3, 'c')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM run ORDER BY " + column)).containsExactly("a", "c");
      assertThat(site.ledger()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"size", "before"})
  void valuesAreHandedRoundWhateverTheirColumnIsCalled(String column) throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, " + column + " int NOT NULL UNIQUE)",
            "INSERT INTO t VALUES (1, 1), (2, 2)")) {
      site.here(
          "UPDATE t SET " + column + " = 99 WHERE id = 1",
          "UPDATE t SET " + column + " = 1 WHERE id = 2",
          "UPDATE t SET " + column + " = 2 WHERE id = 1");

      site.lastRound();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT * FROM t ORDER BY id")).containsExactly("1|2", "2|1");
    }
  }

  /** What both sides have. */
  private static List<String> same(DegradedSite site) throws SQLException {
    String all =
        "SELECT e_.id || ' ' || e_.more AS x, e_::text FROM excluded e_"
            + " UNION ALL SELECT r_.\"order\" || ' ' || r_.more, r_::text FROM r r_ ORDER BY 1, 2";
    assertThat(site.rowsHere(all)).isEqualTo(site.rowsThere(all));
    return site.rowsThere("SELECT s.x FROM (" + all + ") s");
  }
}
