package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sequences that no column has, and that had no block when the outage began. */
class LeadSequencesTest {
  private static DegradedSite site(String options) throws SQLException {
    return DegradedSite.after(
        "CREATE SEQUENCE person_seq " + options,
        "CREATE TABLE person (id bigint PRIMARY KEY, name text)");
  }

  private static List<String> drawThere(DegradedSite site) throws SQLException {
    return site.rowsThere("SELECT nextval('person_seq')");
  }

  @ParameterizedTest
  @CsvSource({
    "INCREMENT BY 50, 3, 151",
    "INCREMENT BY -50, 3, -151",
    "INCREMENT BY 50 CACHE 20, 3, 1001",
    "START 7, 3, 10",
    "MAXVALUE 4, 3, 4",
    "CYCLE, 3, 1"
  })
  void whoDrawsThereNextGetsNoNumberThatWasGivenHere(String options, int drawn, String next)
      throws SQLException {
    try (DegradedSite site = site(options)) {
      assertThat(
              site.rowsHere("SELECT nextval('person_seq') FROM generate_series(1, " + drawn + ")"))
          .hasSize(drawn);

      site.lastRound();

      assertThat(drawThere(site)).containsExactly(next);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "70, 60, 71",
    "1, 5000000000, 5000000001",
    "4999999995, 5000000000, 5000000001",
    "9000000000, 5000000000, 9000000001"
  })
  void itIsLedFarAndNeverBack(long there, long here, String next) throws SQLException {
    try (DegradedSite site = site("")) {
      site.servers().onPrimary("SELECT setval('person_seq', " + there + ")");
      assertThat(site.rowsHere("SELECT setval('person_seq', " + here + ")")).hasSize(1);

      site.lastRound();

      assertThat(drawThere(site)).containsExactly(next);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 5000000001", "8000000000, 8000000001"})
  void oneThatWasBegunElsewhereIsNotSetBack(long restart, String next) throws SQLException {
    try (DegradedSite site = site("")) {
      site.servers().onPrimary("ALTER SEQUENCE person_seq RESTART " + restart);
      assertThat(site.rowsHere("SELECT setval('person_seq', 5000000000)")).hasSize(1);

      site.lastRound();

      assertThat(drawThere(site)).containsExactly(next);
    }
  }

  /** A primary that a person has confirmed knows nothing of blocks that another one gave. */
  @Test
  void numbersOfABlockThatThePrimaryDoesNotKnowAreNotGivenAgain() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .beginMirrored(
                "CREATE SEQUENCE person_seq INCREMENT BY 50",
                "CREATE TABLE person (id bigint PRIMARY KEY, name text)")) {
      site.here("INSERT INTO person SELECT nextval('person_seq'), 'ours'");
      site.servers().onPrimary("ALTER SEQUENCE person_seq RESTART");

      site.lastRound();

      site.there("INSERT INTO person SELECT nextval('person_seq'), 'theirs'");
      assertThat(site.rowsThere("SELECT id FROM person ORDER BY id")).containsExactly("1", "51");
    }
  }

  @Test
  void oneThatOnlyTheFallbackHasIsInNobodysWay() throws SQLException {
    try (DegradedSite site = site("")) {
      site.servers().onPrimary("DROP SEQUENCE person_seq");
      site.here("INSERT INTO person SELECT nextval('person_seq'), 'ours'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT id FROM person")).containsExactly("1");
    }
  }
}
