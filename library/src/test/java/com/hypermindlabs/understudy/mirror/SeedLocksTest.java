package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.StepHook;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A release on the primary while the first seed runs, which takes hours for a large database. */
class SeedLocksTest {
  private static final String[] TABLES = {
    "CREATE TABLE small (id int PRIMARY KEY, v int)",
    "CREATE TABLE large (id int PRIMARY KEY, v int)",
    "CREATE TABLE parts (id int PRIMARY KEY, v int) PARTITION BY RANGE (id)",
    "CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (100)"
  };

  private static MirroredSite site() throws SQLException {
    MirroredSite site = MirroredSite.shared(TABLES);
    site.servers.onPrimary(
        "INSERT INTO small SELECT n, n FROM generate_series(1, 90) n",
        "INSERT INTO large SELECT * FROM small",
        "INSERT INTO parts SELECT * FROM small");
    return site;
  }

  private static void release(MirroredSite site, String... statements) {
    try (Connection connection = site.servers.primaryOwner().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET lock_timeout = '5s'");
      for (String one : statements) {
        statement.execute(one);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aTableThatAReleaseHasInHandKeepsTheOthersFromNothing() throws Exception {
    try (MirroredSite site = site();
        Connection connection = site.servers.primaryOwner().connect();
        Statement statement = connection.createStatement()) {
      AtomicInteger copied = new AtomicInteger();
      seedWith(
          site,
          step -> {
            try {
              if (step.equals("seed.begun") && copied.get() == 0) {
                statement.execute("BEGIN; ALTER TABLE small ALTER COLUMN v SET DEFAULT 1");
              } else if (step.equals("seed.table.committed") && copied.incrementAndGet() == 2) {
                statement.execute("COMMIT");
              }
            } catch (SQLException e) {
              throw new AssertionError(e);
            }
          });
      assertThat(copied).hasValueGreaterThanOrEqualTo(2);
      assertSame(site, "small", "large", "parts");
    }
  }

  private static void seedWith(MirroredSite site, StepHook steps) throws SQLException {
    site.mirror.close();
    site.mirror = site.mirror(steps);
    site.cycleDeciding();
  }

  @Test
  void aReleaseWaitsForNoTableThatIsNotBeingCopied() throws Exception {
    try (MirroredSite site = site()) {
      AtomicInteger begun = new AtomicInteger();
      AtomicInteger copied = new AtomicInteger();
      seedWith(
          site,
          step -> {
            if (step.equals("seed.begun") && begun.getAndIncrement() == 0) {
              release(site, "ALTER TABLE small ALTER COLUMN v SET DEFAULT 1");
            } else if (step.equals("seed.table.committed") && copied.incrementAndGet() == 3) {
              release(
                  site,
                  "ALTER TABLE small ALTER COLUMN v SET NOT NULL",
                  "ALTER TABLE large ALTER COLUMN v SET DEFAULT 1",
                  "ALTER TABLE parts ALTER COLUMN v SET DEFAULT 1");
            }
          });
      assertThat(copied).hasValueGreaterThanOrEqualTo(3);
      assertSame(site, "small", "large", "parts");
    }
  }

  /** In the snapshot of before, it would look empty. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRUNCATE small; INSERT INTO small VALUES (1, 2)",
        "ALTER TABLE small ALTER COLUMN v TYPE int USING v + 1",
        "TRUNCATE part_1; INSERT INTO parts VALUES (7, 7)",
        "VACUUM FULL small",
        "ALTER TABLE parts DETACH PARTITION part_1"
      })
  void whatIsRewrittenMeanwhileIsNotTakenForEmpty(String statement) throws Exception {
    try (MirroredSite site = site()) {
      AtomicInteger released = new AtomicInteger();
      seedWith(
          site,
          step -> {
            if (step.equals("seed.begun") && released.getAndIncrement() == 0) {
              release(site, statement);
            }
          });
      site.servers.onPrimary("INSERT INTO small VALUES (1000, 1)", "UPDATE large SET v = 0");
      for (int i = 0; i < 3; i++) {
        site.cycleDeciding();
      }
      assertSame(site, "small", "large", "parts");
      assertThat(site.onFallback("SELECT seeding FROM understudy.mirror")).containsExactly("f");
    }
  }

  @Test
  void whatIsRenamedOrDroppedMeanwhileIsNoOtherTable() throws Exception {
    try (MirroredSite site = site()) {
      AtomicInteger released = new AtomicInteger();
      seedWith(
          site,
          step -> {
            if (step.equals("seed.begun") && released.getAndIncrement() == 0) {
              release(
                  site,
                  "ALTER TABLE small RENAME TO x",
                  "ALTER TABLE large RENAME TO small",
                  "ALTER TABLE x RENAME TO large",
                  "UPDATE large SET v = 0");
            }
          });
      for (int i = 0; i < 3; i++) {
        site.cycleDeciding();
      }
      assertSame(site, "small", "large", "parts");
    }
  }
}
