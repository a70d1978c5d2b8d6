package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Natural keys and references that hang on each other. */
class NaturalKeysTest {
  @Test
  void aNaturalKeyWithAReferenceIsComparedByTheKeysOfThere() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("member", "telegram")
            .naturalKey("seat", "member", "room")
            .begin(
                "CREATE TABLE member (id int PRIMARY KEY, telegram bigint UNIQUE, name text)",
                "CREATE TABLE seat (id int PRIMARY KEY, member int REFERENCES member, room int,"
                    + " UNIQUE (member, room))")) {
      site.there(
          "INSERT INTO member VALUES (1, 88, 'Bert'), (2, 77, 'Anna')",
          "INSERT INTO seat VALUES (20, 1, 5)");
      site.here("INSERT INTO member VALUES (1, 77, 'Anna')", "INSERT INTO seat VALUES (10, 1, 5)");
      site.round();
      site.here("UPDATE seat SET room = 6 WHERE id = 10");
      site.lastRound();
      assertThat(site.rowsThere("SELECT * FROM seat ORDER BY id"))
          .as("Anna has a seat, Bert's is where it was; ledger: " + site.ledger())
          .containsExactly("10|2|6", "20|1|5");
    }
  }

  @Test
  void whatHangsUnderAHeldRowIsNotTakenForAStrangersByANaturalKey() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("node", "parent", "name")
            .begin(
                "CREATE TABLE node (id int PRIMARY KEY, parent int REFERENCES node, name text)")) {
      site.there("INSERT INTO node VALUES (1, NULL, 'theirs'), (3, 1, 'z')");
      site.here("INSERT INTO node VALUES (1, NULL, 'ours'), (2, 1, 'z')");
      site.lastRound();
      assertThat(site.ledger())
          .as("the child of a held row goes with it")
          .anyMatch(entry -> entry.contains("|2|"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", UNIQUE (tenant, name)"})
  void aNaturalKeyGoesBeforeAKeyThatIsMovedByItsReference(String unique) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("tenant", "name")
            .naturalKey("folder", "tenant", "name")
            .begin(
                "CREATE TABLE tenant (id int PRIMARY KEY, name text UNIQUE)",
                "CREATE TABLE folder (tenant int REFERENCES tenant, id int, name text, PRIMARY KEY"
                    + " (tenant, id)"
                    + unique
                    + ")",
                "CREATE TABLE item (id int PRIMARY KEY, tenant int, folder int, FOREIGN KEY"
                    + " (tenant, folder) REFERENCES folder)")) {
      site.there(
          "INSERT INTO tenant VALUES (2, 'acme')", "INSERT INTO folder VALUES (2, 8, 'docs')");
      site.here(
          "INSERT INTO tenant VALUES (1, 'acme')",
          "INSERT INTO folder VALUES (1, 5, 'docs')",
          "INSERT INTO item VALUES (1, 1, 5)");
      site.lastRound();
      assertThat(site.rowsThere("SELECT * FROM folder")).containsExactly("2|8|docs");
      assertThat(site.rowsThere("SELECT * FROM item")).containsExactly("1|2|8");
    }
  }

  @Test
  void referencesThatShareAColumnAreEachFoundByTheKeysOfHere() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("tenant", "name")
            .naturalKey("folder", "code")
            .begin(
                "CREATE TABLE tenant (id int PRIMARY KEY, name text UNIQUE)",
                "CREATE TABLE folder (tenant int REFERENCES tenant, id int, code text UNIQUE,"
                    + " PRIMARY KEY (tenant, id))",
                "CREATE TABLE item (id int PRIMARY KEY, tenant int REFERENCES tenant, folder int,"
                    + " FOREIGN KEY (tenant, folder) REFERENCES folder)")) {
      site.there(
          "INSERT INTO tenant VALUES (2, 'acme')",
          "INSERT INTO folder VALUES (2, 8, 'docs'), (2, 5, 'others')");
      site.here(
          "INSERT INTO tenant VALUES (1, 'acme')",
          "INSERT INTO folder VALUES (1, 5, 'docs')",
          "INSERT INTO item VALUES (1, 1, 5)");
      site.round();
      site.here("INSERT INTO item VALUES (2, 1, 5)");
      site.lastRound();
      assertThat(
              site.rowsThere(
                  "SELECT i.id, f.code FROM item i JOIN folder f ON (f.tenant, f.id) = (i.tenant,"
                      + " i.folder) ORDER BY 1"))
          .containsExactly("1|docs", "2|docs");
    }
  }

  @Test
  void aNaturalKeyThatARowOfHereHadAndWhoseChangeIsHeldNamesNoOtherRow() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("member", "telegram")
            .begin(
                "CREATE TABLE member (id int PRIMARY KEY, telegram bigint UNIQUE, name text)",
                "CREATE TABLE message (id int PRIMARY KEY, member int REFERENCES member)",
                "INSERT INTO member VALUES (1, 77, 'Anna')")) {
      site.servers().onPrimary("ALTER TABLE member ADD CHECK (telegram <> 78)");
      site.here("UPDATE member SET telegram = 78 WHERE id = 1");
      site.round(); // held
      site.here("INSERT INTO member VALUES (2, 77, 'Bert')", "INSERT INTO message VALUES (1, 2)");
      site.lastRound();
      assertThat(site.rowsThere("SELECT member FROM message")).as("not Anna's").doesNotContain("1");
      assertThat(site.ledger()).anyMatch(entry -> entry.startsWith("held"));
    }
  }

  @Test
  void aKeyThatIsMovedByItsReferenceIsNoStrangersWhereANaturalKeySaysOtherwise()
      throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("tenant", "name")
            .naturalKey("folder", "tenant", "name")
            .begin(
                "CREATE TABLE tenant (id int PRIMARY KEY, name text UNIQUE)",
                "CREATE TABLE folder (tenant int REFERENCES tenant, id int, name text, PRIMARY KEY"
                    + " (tenant, id))",
                "CREATE TABLE item (id int PRIMARY KEY, tenant int, folder int, FOREIGN KEY"
                    + " (tenant, folder) REFERENCES folder)")) {
      site.there(
          "INSERT INTO tenant VALUES (2, 'acme')", "INSERT INTO folder VALUES (2, 5, 'theirs')");
      site.here(
          "INSERT INTO tenant VALUES (1, 'acme')",
          "INSERT INTO folder VALUES (1, 5, 'ours'), (1, 6, 'ours too')",
          "INSERT INTO item VALUES (1, 1, 5), (2, 1, 6)");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM folder ORDER BY id"))
          .containsExactly("2|5|theirs", "2|6|ours too");
      assertThat(site.rowsThere("SELECT * FROM item")).containsExactly("2|2|6");
      assertThat(site.ledger())
          .filteredOn(entry -> entry.startsWith("held"))
          .hasSize(2)
          .anyMatch(entry -> entry.contains("folder") && entry.contains("born on both sides"))
          .anyMatch(entry -> entry.contains("\"item\"|1|refers to a row that is held"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " SCHEMA ext"})
  void aNaturalKeyIsComparedByTheEqualityOfItsType(String schema) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("member", "mail")
            .begin(
                "CREATE SCHEMA ext",
                "CREATE EXTENSION citext" + schema,
                "CREATE DOMAIN mail AS " + (schema.isEmpty() ? "" : "ext.") + "citext",
                "CREATE TABLE member (id uuid PRIMARY KEY, mail mail UNIQUE)")) {
      site.servers().onPrimary("GRANT USAGE ON SCHEMA ext TO PUBLIC");
      TwoServers.run(site.servers().fallback(), "GRANT USAGE ON SCHEMA ext TO PUBLIC");
      site.there("INSERT INTO member VALUES (gen_random_uuid(), 'Bob')");
      site.here("INSERT INTO member VALUES (gen_random_uuid(), 'bob')");

      RoundReport report = site.lastRound();

      assertThat(report.total().adopted()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "json[]", "point"})
  void aNaturalKeyOfATypeWithoutEqualityIsToldByItsName(String type) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("t", "doc")
            .begin("CREATE TABLE t (id int PRIMARY KEY, doc " + type + ")")) {
      site.here("INSERT INTO t VALUES (1, NULL)");

      assertThatThrownBy(site::round)
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("natural key")
          .hasMessageContaining("public.t.doc");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "varchar(20)|x",
        "char(3)|x",
        "cidr|10.0.0.0/8",
        "text[]|{a}",
        "varchar(3)[]|{a}",
        "mood|sad",
        "mood[]|{sad}",
        "int4range|[1,3)",
        "numeric(5,2)|1.50",
        "point3|(1,2)"
      })
  void aNaturalKeyMayHaveAnyTypeWithEquality(String typed) throws SQLException {
    String type = typed.substring(0, typed.indexOf('|'));
    String value = "'" + typed.substring(typed.indexOf('|') + 1) + "'";
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("t", "name")
            .begin(
                "CREATE TYPE mood AS ENUM ('sad')",
                "CREATE TYPE point3 AS (x int, y int)",
                "CREATE TABLE t (id uuid PRIMARY KEY, name " + type + " UNIQUE)")) {
      site.there("INSERT INTO t VALUES (gen_random_uuid(), " + value + ")");
      site.here("INSERT INTO t VALUES (gen_random_uuid(), " + value + ")");

      RoundReport report = site.lastRound();

      assertThat(report.total().adopted()).isEqualTo(1);
    }
  }

  @Test
  void whoWasOverruledByNothingIsOverruledAgain() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("t", "name")
            .begin("CREATE TABLE t (id uuid PRIMARY KEY, name text UNIQUE, a text, b text)")) {
      site.there("INSERT INTO t VALUES (gen_random_uuid(), 'n', NULL, 'b')");
      site.here("INSERT INTO t VALUES (gen_random_uuid(), 'n', 'here', 'here')");
      site.round();
      assertThat(site.rowsThere("SELECT a, b FROM t")).containsExactly("-|b");
      site.here("UPDATE t SET a = 'again', b = 'again'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a, b FROM t")).containsExactly("-|b");
    }
  }

  @Test
  void twoRowsOfHereThatAreOneThereLoseNoChange() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("t", "name")
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, name text UNIQUE, a text, b text)",
                "INSERT INTO t VALUES (1, 'old', 'a', 'b')")) {
      site.there("UPDATE t SET name = 'new'");
      site.here("INSERT INTO t VALUES (2, 'new', 'a', 'b')");
      site.round();
      site.here("UPDATE t SET a = 'by 1' WHERE id = 1", "UPDATE t SET a = 'by 2' WHERE id = 2");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM t")).containsExactly("by 1");
      assertThat(
              site.rowsThere(
                  "SELECT ours[3] FROM understudy.ledger WHERE kind = 'held' AND resolved IS NULL"))
          .containsExactly("by 2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 1", "UPDATE member SET name = 'seen there'"})
  void whoRegistersAgainIsNotTakenForTheDeletedMember(String there) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("member", "mail")
            .begin(
                "CREATE TABLE member (id int PRIMARY KEY, mail text, name text, gone timestamptz)",
                "CREATE UNIQUE INDEX ON member (mail) WHERE gone IS NULL",
                "INSERT INTO member VALUES (1, 'a@b', 'Anna', now()), (2, 'c@d', 'Bo', now())")) {
      site.there("INSERT INTO member VALUES (3, 'e@f', 'Cy')", there);
      site.here(
          "INSERT INTO member VALUES (100, 'a@b', 'Anna again'), (101, 'e@f', 'Cy'),"
              + " (102, 'c@d', 'Bo again')");

      RoundReport report = site.lastRound();

      assertThat(site.rowsThere("SELECT id FROM member WHERE gone IS NULL ORDER BY id"))
          .containsExactly("3", "100", "102");
      assertThat(site.rowsThere("SELECT name FROM member WHERE id >= 100 ORDER BY id"))
          .containsExactly("Anna again", "Bo again");
      assertThat(report.total().adopted()).isEqualTo(1);
    }
  }

  @Test
  void aLongKeyMayBeAnotherOneThere() throws SQLException {
    String random =
        "(SELECT left(string_agg(md5((i + %d)::text), ''), 2680) FROM generate_series(1, 100) i)";
    try (DegradedSite site =
        DegradedSite.empty()
            .naturalKey("t", "name")
            .begin("CREATE TABLE t (id text PRIMARY KEY, name text UNIQUE)")) {
      site.there("INSERT INTO t VALUES (" + random.formatted(0) + ", 'n')");
      site.here("INSERT INTO t VALUES (" + random.formatted(5000) + ", 'n')");

      RoundReport report = site.lastRound();

      assertThat(report.total().adopted()).isEqualTo(1);
    }
  }
}
