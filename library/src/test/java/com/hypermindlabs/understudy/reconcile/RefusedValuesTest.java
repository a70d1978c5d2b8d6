package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values that one of the servers cannot even read. */
class RefusedValuesTest {
  private static final String[] PAINT = {
    "CREATE TYPE colour AS ENUM ('red', 'blue')",
    "CREATE TABLE wall (id int PRIMARY KEY, paint colour, note text)",
    "CREATE TABLE shade (paint colour PRIMARY KEY, note text)",
    "CREATE TABLE picture (id int PRIMARY KEY, wall int REFERENCES wall)",
    "INSERT INTO wall VALUES (1, 'red', 'old'), (2, 'red', 'old')"
  };

  @Test
  void aValueThatThePrimaryCannotReadIsHeldWithItsDependentsAndTheRestArrives()
      throws SQLException {
    try (DegradedSite site = DegradedSite.after(PAINT)) {
      TwoServers.run(site.servers().fallback(), "ALTER TYPE colour ADD VALUE 'green'");
      site.here(
          "UPDATE wall SET paint = 'green', note = 'né' WHERE id = 1",
          "UPDATE wall SET paint = 'blue' WHERE id = 2",
          "INSERT INTO wall VALUES (3, 'green', 'born')",
          "INSERT INTO picture VALUES (1, 2), (2, 3)",
          "INSERT INTO shade VALUES ('green', 'g'), ('blue', 'b')");

      RoundReport report = site.round();

      assertThat(report.total().held()).isEqualTo(4);
      assertThat(report.left()).isZero();
      assertThat(site.rowsThere("SELECT * FROM wall ORDER BY id"))
          .containsExactly("1|red|old", "2|blue|old");
      assertThat(site.rowsThere("SELECT * FROM picture")).containsExactly("1|2");
      assertThat(site.rowsThere("SELECT * FROM shade")).containsExactly("blue|b");
      assertThat(
              site.rowsThere(
                  "SELECT key[1], base::text, ours::text, theirs::text, sqlstate"
                      + " FROM understudy.ledger WHERE sqlstate = '22P02' ORDER BY table_name DESC,"
                      + " key"))
          .containsExactly(
              "1|{1,red,old}|{1,green,né}|{1,red,old}|22P02",
              "3|-|{3,green,born}|-|22P02",
              "green|-|{green,g}|-|22P02");

      site.servers().onPrimary("ALTER TYPE colour ADD VALUE 'green'");
      site.here("UPDATE wall SET note = 'again'");
      site.round();
      assertThat(site.rowsThere("SELECT * FROM wall ORDER BY id"))
          .containsExactly("1|green|again", "2|blue|again", "3|green|again");
    }
  }

  @Test
  void aValueThatOnlyThePrimaryCanReadEndsTheRoundAndIsNeverOverwritten() throws SQLException {
    try (DegradedSite site = DegradedSite.after(PAINT)) {
      site.servers().onPrimary("ALTER TYPE colour ADD VALUE 'violet'");
      site.there("UPDATE wall SET paint = 'violet' WHERE id = 1");
      site.here("UPDATE wall SET note = 'ours'");

      assertThat(site.round().total().merged()).isEqualTo(1);
      assertThat(site.rowsThere("SELECT * FROM wall ORDER BY id"))
          .containsExactly("1|violet|ours", "2|red|ours");
      site.here("UPDATE wall SET paint = 'blue', note = 'later'");
      site.round();

      assertThat(site.rowsThere("SELECT * FROM wall ORDER BY id"))
          .containsExactly("1|violet|later", "2|blue|later");
      assertThat(site.ledger())
          .containsExactly("overruled|\"public\".\"wall\"|1|changed on both sides: paint");
    }
  }

  @Test
  void aDomainThatIsNarrowerThereCutsNothing() throws SQLException {
    try (DegradedSite site = DegradedSite.empty()) {
      TwoServers.run(site.servers().fallback(), "CREATE DOMAIN code AS varchar(20)");
      site.servers().onPrimary("CREATE DOMAIN code AS varchar(3)");
      site.begin("CREATE TABLE t (id int PRIMARY KEY, a code)");
      site.here("INSERT INTO t VALUES (1, 'longer'), (2, 'abc')");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM t")).containsExactly("abc");
      assertThat(site.ledger()).hasSize(1).allMatch(entry -> entry.contains("too long"));
    }
  }

  /** What no server can put into one message is for a person; nothing says so but the table. */
  @Test
  @Tag("thorough")
  void aRowThatIsTooLargeToBeCarriedIsToldWithItsTable() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TYPE mood AS ENUM ('sad', 'glad')",
            "CREATE TABLE t (id int PRIMARY KEY, m mood, b bytea)",
            "INSERT INTO t VALUES (1, 'sad', convert_to(repeat('a', 280000000), 'UTF8'))")) {
      site.here("UPDATE t SET m = 'glad'");

      assertThatThrownBy(site::round)
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("carry the rows of \"public\".\"t\"")
          .hasMessageContaining("make its largest values smaller");
    }
  }
}
