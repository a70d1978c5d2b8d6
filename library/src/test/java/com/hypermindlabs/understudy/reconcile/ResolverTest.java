package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.reconcile.ConflictResolver.Decision;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the application's resolver decides, and what it does not. */
class ResolverTest {
  @Test
  void aResolverOfOneColumnDecidesThatOneAlone() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t.a", "resolver")
            .resolver(conflict -> new Decision.Ours())
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, a text, b text)",
                "INSERT INTO t VALUES (1, 'a', 'b')")) {
      site.there("UPDATE t SET a = 'there', b = 'there'");
      site.here("UPDATE t SET a = 'here', b = 'here'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a, b FROM t")).containsExactly("here|there");
    }
  }

  @Test
  void valuesForADeletedRowAreWritten() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t", "resolver")
            .resolver(conflict -> new Decision.Values(Map.of("a", "chosen")))
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, a text, b text)",
                "INSERT INTO t VALUES (1, 'a', 'b')")) {
      site.there("UPDATE t SET a = 'there', b = 'there'");
      site.here("DELETE FROM t");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a, b FROM t")).containsExactly("chosen|there");
    }
  }

  @Test
  void aValueThatIsTooLongIsNotCut() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t", "resolver")
            .resolver(conflict -> new Decision.Values(Map.of("a", "longer than five")))
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, a varchar(5))",
                "INSERT INTO t VALUES (1, 'a')")) {
      site.there("UPDATE t SET a = 'there'");
      site.here("UPDATE t SET a = 'here'");

      site.lastRound();

      assertThat(site.rowsThere("SELECT a FROM t")).containsExactly("there");
      assertThat(site.ledger())
          .hasSize(1)
          .allMatch(entry -> entry.contains("the resolver's values are refused: value too long"));
    }
  }
}
