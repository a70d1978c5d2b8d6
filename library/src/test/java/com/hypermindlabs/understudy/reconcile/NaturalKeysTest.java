package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

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
}
