package com.hypermindlabs.understudy.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks of 100 numbers, the first from 4 on, and migrations of the fallback. */
class LiftedBlocksTest {
  private static final String TABLE = "CREATE TABLE customer (id serial PRIMARY KEY, name text)";
  private static final String WHOLE = "1|2147483647";
  private static final String BLOCK = "4|103";

  private static MirroredSite mirrored(String... tables) throws SQLException {
    MirroredSite site = MirroredSite.shared(tables.length == 0 ? new String[] {TABLE} : tables);
    site.settings = MirroredSite.settings(100);
    site.mirror.close();
    site.mirror = site.mirror(StepHook.NONE);
    site.servers.onPrimary("INSERT INTO customer (name) VALUES ('a'), ('b'), ('c')");
    site.cycle();
    return site;
  }

  private static void migrate(MirroredSite site, String... statements) throws Exception {
    LiftedBlocks.during(
        site.servers.fallback(), () -> TwoServers.run(site.servers.migration(), statements));
  }

  /** As a process that dies in its migration, with its sessions. */
  private static void crash(MirroredSite site, String... statements) throws SQLException {
    try (Connection connection = site.servers.fallback().open();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT understudy.lift_blocks(),"
              + " pg_advisory_unlock_shared(hashtext('understudy.migrate'))");
    }
    TwoServers.run(site.servers.migration(), statements);
  }

  private static String bounds(MirroredSite site) throws SQLException {
    return site.onFallback(
            "SELECT min_value, max_value FROM pg_sequences WHERE sequencename = 'customer_id_seq'")
        .get(0);
  }

  private static int next(MirroredSite site) throws SQLException {
    return Integer.parseInt(site.onFallback("SELECT nextval('customer_id_seq')").get(0));
  }

  @Test
  void runsAsOnThePrimaryAndLeavesTheBlockAsItWas() throws Exception {
    try (MirroredSite site = mirrored()) {
      migrate(
          site,
          "SELECT setval('customer_id_seq', (SELECT max(id) FROM customer))",
          "ALTER SEQUENCE customer_id_seq RESTART WITH 50000",
          "INSERT INTO customer (name) SELECT i FROM generate_series(1, 300) i",
          "TRUNCATE customer RESTART IDENTITY");
      assertThat(bounds(site)).isEqualTo(BLOCK);
      site.servers.openGate();
      assertThat(next(site)).isEqualTo(4);
    }
  }

  @Test
  void numbersOfTheBlockThatTheMigrationUsesAreNotGivenAgain() throws Exception {
    try (MirroredSite site = mirrored()) {
      migrate(site, "INSERT INTO customer SELECT i FROM generate_series(4, 9) i");
      assertThat(next(site)).isEqualTo(10);
    }
  }

  @Test
  void drawsBehindBlockAndRowsAndFindsTheSequencesOwnBounds() throws Exception {
    try (MirroredSite site = mirrored()) {
      site.servers.onPrimary("INSERT INTO customer (name) VALUES ('behind the block')");
      site.cycle();
      LiftedBlocks.during(
          site.servers.fallback(),
          () -> {
            assertThat(bounds(site)).isEqualTo(WHOLE);
            assertThat(next(site)).isEqualTo(105);
          });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER SEQUENCE customer_id_seq RESTART WITH 50000 | 6",
        "INSERT INTO customer (name) VALUES ('by the migration') | 7"
      })
  void inAnOutageTheSequenceGoesOnBehindWhatIsUsed(String migration, int next) throws Exception {
    try (MirroredSite site = mirrored()) {
      site.servers.openGate();
      site.servers.asApplication("INSERT INTO customer (name) VALUES ('x')");
      next(site); // and one that no row has
      migrate(site, migration);
      assertThat(bounds(site)).isEqualTo(BLOCK);
      assertThat(next(site)).isEqualTo(next);
    }
  }

  @Test
  void whoWritesDuringTheMigrationOfAnOutageGetsNumbersOfTheBlock() throws Exception {
    try (MirroredSite site = mirrored()) {
      site.servers.openGate();
      next(site);
      LiftedBlocks.during(
          site.servers.fallback(), () -> assertThat(next(site)).as("meanwhile").isEqualTo(5));
      assertThat(next(site)).isEqualTo(6);
    }
  }

  @Test
  void aMigrationThatUsesUpTheBlockInAnOutageLeavesASequenceThatFails() throws Exception {
    try (MirroredSite site = mirrored()) {
      site.servers.openGate();
      migrate(site, "INSERT INTO customer (name) SELECT i FROM generate_series(1, 300) i");
      assertThatThrownBy(() -> next(site)).hasMessageContaining("103");
    }
  }

  @Test
  void afterACrashTheOpeningBindsBeforeAnybodyWrites() throws Exception {
    try (MirroredSite site = mirrored()) {
      crash(site, "SELECT setval('customer_id_seq', 7000)");
      assertThat(bounds(site)).isEqualTo(WHOLE);
      site.servers.openGate();
      assertThat(bounds(site)).isEqualTo(BLOCK);
      assertThat(next(site)).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void afterACrashTheNextMigrationBinds(boolean outage) throws Exception {
    try (MirroredSite site = mirrored()) {
      if (outage) {
        site.servers.openGate();
      }
      crash(site, "SELECT setval('customer_id_seq', 7000)");
      migrate(site, "SELECT 1");
      assertThat(bounds(site)).isEqualTo(BLOCK);
      assertThat(next(site)).isEqualTo(4);
    }
  }

  @Test
  void afterACrashTheNextCycleBindsAndKeepsTheBlock() throws Exception {
    try (MirroredSite site = mirrored()) {
      crash(site, "SELECT setval('customer_id_seq', 7000)");
      site.mirror.close();
      site.cycle();
      assertThat(bounds(site)).isEqualTo(BLOCK);
    }
  }

  @Test
  void aGateThatOpensDuringTheMigrationGivesNumbersOfTheBlock() throws Exception {
    try (MirroredSite site = mirrored()) {
      LiftedBlocks.during(
          site.servers.fallback(),
          () -> {
            try (Connection connection = site.servers.migration().open();
                Statement statement = connection.createStatement()) {
              connection.setAutoCommit(false);
              statement.execute("INSERT INTO customer (name) VALUES ('not committed yet')");
              site.servers.openGate();
              assertThat(next(site)).isEqualTo(4);
              connection.commit();
            }
          });
      assertThat(bounds(site)).isEqualTo(BLOCK);
      assertThat(next(site)).isEqualTo(5);
    }
  }

  @Test
  void theLastOfSeveralWhoMigrateBindsAndNoBlockIsDrawnMeanwhile() throws Exception {
    try (MirroredSite site = mirrored()) {
      LiftedBlocks.during(
          site.servers.fallback(),
          () -> {
            migrate(site, "SELECT 1");
            site.mirror.close();
            site.cycle();
            assertThat(bounds(site)).isEqualTo(WHOLE);
          });
      assertThat(bounds(site)).isEqualTo(BLOCK);
    }
  }

  @Test
  void aLongTransactionThatHasDrawnHoldsNoMigrationUp() throws Exception {
    try (MirroredSite site = mirrored()) {
      site.servers.openGate();
      try (Connection connection = site.servers.fallback().open();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("SELECT nextval('customer_id_seq')");
        migrate(site, "SELECT 1");
        assertThat(bounds(site)).isEqualTo(BLOCK);
        connection.rollback();
      }
    }
  }

  @Test
  void aSequenceThatCountsDownGoesOnBelow() throws Exception {
    try (MirroredSite site =
        mirrored(
            "CREATE TABLE customer (id bigint GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY -1)"
                + " PRIMARY KEY, name text)")) {
      migrate(site, "INSERT INTO customer (name) SELECT i FROM generate_series(1, 300) i");
      assertThat(site.onFallback("SELECT min(id) FROM customer")).containsExactly("-403");
      assertThat(bounds(site)).isEqualTo("-103|-4");
      assertThat(next(site)).isEqualTo(-4);
    }
  }

  @Test
  void aSequenceWhoseNumbersNoIndexFindsGoesOnBehindWhatWasGiven() throws Exception {
    try (MirroredSite site =
        mirrored(
            "CREATE TABLE customer (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text,"
                + " n serial)",
            "CREATE SEQUENCE customer_id_seq START 4")) {
      site.servers.openGate();
      next(site);
      migrate(site, "SELECT setval('customer_id_seq', 1), setval('customer_n_seq', 1)");
      assertThat(next(site)).isEqualTo(5);
      assertThat(site.onFallback("SELECT nextval('customer_n_seq')")).containsExactly("4");
    }
  }

  @Test
  void whatTheMigrationMakesOfASequenceStays() throws Exception {
    try (MirroredSite site = mirrored()) {
      migrate(
          site,
          "ALTER SEQUENCE customer_id_seq RENAME TO other",
          "ALTER SEQUENCE other AS bigint MAXVALUE 5000000000 START 20",
          "CREATE SEQUENCE customer_id_seq");
      assertThat(site.onFallback("SELECT name, low, high FROM understudy.sequence_block"))
          .containsExactly("public.other|4|103");
      assertThat(site.onFallback("SELECT nextval('other')")).containsExactly("4");
      LiftedBlocks.during(
          site.servers.fallback(),
          () ->
              assertThat(
                      site.onFallback(
                          "SELECT max_value, start_value FROM pg_sequences"
                              + " WHERE sequencename = 'other'"))
                  .containsExactly("5000000000|20"));
      migrate(site, "DROP TABLE customer");
      assertThat(site.onFallback("SELECT FROM understudy.sequence_block")).isEmpty();
    }
  }

  @Test
  void ofABlockOfAnEarlierBuildItsTypeSaysTheBounds() throws Exception {
    try (MirroredSite site = mirrored()) {
      TwoServers.run(
          site.servers.fallback(),
          "ALTER TABLE understudy.sequence_block DROP minimum, DROP maximum, DROP first,"
              + " DROP lifted, DROP next");
      LiftedBlocks.during(site.servers.fallback(), () -> assertThat(bounds(site)).isEqualTo(WHOLE));
      assertThat(bounds(site)).isEqualTo(BLOCK);
      assertThat(next(site)).isEqualTo(4);
    }
  }
}
