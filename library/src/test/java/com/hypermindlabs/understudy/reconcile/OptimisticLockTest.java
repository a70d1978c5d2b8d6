package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.config.ConflictSettings;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Versions that an application counts, as JPA does of an entity with {@code @Version}. */
class OptimisticLockTest {
  private static final String ITEM =
      "CREATE TABLE item (id int PRIMARY KEY, name text, mail text, version bigint)";

  private static DegradedSite counting(String... tables) throws SQLException {
    return DegradedSite.empty().policy("*.version", "delta").begin(tables);
  }

  @Test
  void aMergedRowHasAVersionThatNeitherSideHasRead() throws SQLException {
    try (DegradedSite site = counting(ITEM, "INSERT INTO item VALUES (1, 'n', 'm', 5)")) {
      site.there("UPDATE item SET mail = 'theirs', version = 6 WHERE id = 1 AND version = 5");
      site.here("UPDATE item SET name = 'ours', version = 6 WHERE id = 1 AND version = 5");

      site.lastRound();

      assertThat(site.rowsThere("SELECT * FROM item")).containsExactly("1|ours|theirs|7");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void aColumnOfThatNameThatCannotBeAddedUpMergesAsTheOthers() throws SQLException {
    try (DegradedSite site =
        counting(
            "CREATE TABLE release (id int PRIMARY KEY, name text, version text)",
            "INSERT INTO release VALUES (1, 'n', '1.0')")) {
      site.here("UPDATE release SET version = '1.1'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT version FROM release")).containsExactly("1.1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "*, primary-wins, true",
    "item, hold, true",
    "*.version, delta, false",
    "item, delta, false",
    "item.version, derived, false"
  })
  void aVersionThatMayBeReadTwiceIsKnownByItsNameAndPolicy(String what, String policy, boolean is)
      throws SQLException {
    try (DegradedSite site = DegradedSite.after(ITEM)) {
      TableShape item = site.verdicts().get(0).fallback();
      ConflictSettings conflicts = new ConflictSettings(Map.of(), Map.of(what, policy));
      assertThat(Reconciler.versionReadTwice(conflicts, item).isPresent()).isEqualTo(is);
    }
  }
}
