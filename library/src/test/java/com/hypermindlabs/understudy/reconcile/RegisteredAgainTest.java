package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that are deleted softly keep their natural key, and others register under it. */
class RegisteredAgainTest {
  private static DegradedSite members(String... before) throws SQLException {
    DegradedSite site =
        DegradedSite.empty()
            .naturalKey("member", "mail")
            .begin(
                "CREATE TABLE member (id int PRIMARY KEY, mail text, gone boolean)",
                "CREATE UNIQUE INDEX ON member (mail) WHERE NOT gone",
                "CREATE TABLE message (id int PRIMARY KEY, member int REFERENCES member)",
                "INSERT INTO member VALUES " + String.join(", ", before));
    return site;
  }

  @ParameterizedTest
  @ValueSource(strings = {"(1, 'x', true)", "(1, 'x', true), (2, 'x', true)"})
  void whoRegistersAgainIsNoneOfThoseThatWereDeleted(String before) throws SQLException {
    try (DegradedSite site = members(before)) {
      site.here("INSERT INTO member VALUES (10, 'x', false)", "INSERT INTO message VALUES (1, 10)");

      site.lastRound();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT id FROM member WHERE NOT gone")).containsExactly("10");
      assertThat(site.rowsThere("SELECT member FROM message")).containsExactly("10");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"(1, 'x', true)", "(1, 'x', true), (2, 'x', true)"})
  void whoRegistersAgainOnBothSidesIsOne(String before) throws SQLException {
    try (DegradedSite site = members(before)) {
      site.there("INSERT INTO member VALUES (20, 'x', false)");
      site.here("INSERT INTO member VALUES (10, 'x', false)", "INSERT INTO message VALUES (1, 10)");

      RoundReport report = site.lastRound();

      assertThat(site.ledger()).isEmpty();
      assertThat(report.total().adopted()).isEqualTo(1);
      assertThat(site.rowsThere("SELECT id FROM member WHERE NOT gone")).containsExactly("20");
      assertThat(site.rowsThere("SELECT member FROM message")).containsExactly("20");
    }
  }

  @Test
  void whoRegistersTwiceInAnOutageIsTwo() throws SQLException {
    try (DegradedSite site = members("(1, 'x', true)", "(2, 'y', false)")) {
      site.here(
          "INSERT INTO member VALUES (10, 'x', false)",
          "INSERT INTO message VALUES (1, 10)",
          "UPDATE member SET gone = true WHERE id = 10",
          "INSERT INTO member VALUES (11, 'x', false)",
          "INSERT INTO message VALUES (2, 11)");

      site.lastRound();

      assertThat(site.ledger()).isEmpty();
      assertThat(site.rowsThere("SELECT id FROM member WHERE mail = 'x' ORDER BY id"))
          .containsExactly("1", "10", "11");
      assertThat(site.rowsThere("SELECT member FROM message ORDER BY id"))
          .containsExactly("10", "11");
    }
  }

  /** Which of two rows of the primary it is, only a person knows: the fallback has none of them. */
  @Test
  void whatTheFallbackDoesNotKnowEitherIsForAPerson() throws SQLException {
    try (DegradedSite site = members("(1, 'x', true)")) {
      site.there("INSERT INTO member VALUES (19, 'x', true), (20, 'x', false)");
      site.here("INSERT INTO member VALUES (10, 'x', false)", "INSERT INTO message VALUES (1, 10)");

      site.lastRound();

      assertThat(site.ledger())
          .containsExactly(
              "held|\"public\".\"member\"|10|its natural key is not clear",
              "held|\"public\".\"message\"|1|refers to a row that is held");
    }
  }
}
