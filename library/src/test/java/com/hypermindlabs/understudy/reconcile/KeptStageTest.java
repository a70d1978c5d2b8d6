package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.Pgbouncer;
import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeptStageTest {
  private static final String STAGES =
      "SELECT string_agg(c.oid::text, ',' ORDER BY c.oid) FROM pg_class c"
          + " WHERE c.relname LIKE 'understudy\\__1' AND c.relpersistence = 't'";

  @Test
  void theTablesOfARoundServeTheNextOneOfTheSameSession() throws SQLException {
    try (DegradedSite site = plain()) {
      Reconciler reconciler = site.reconciler();
      carry(site, reconciler, "UPDATE t SET v = 'one'");
      List<String> made = site.rowsThere(STAGES);
      assertThat(made.get(0).split(",", -1)).hasSize(3);

      // Of the first round nothing is left in them: fewer rows, and one that the primary changed.
      site.there("UPDATE t SET v = 'there' WHERE id = 1");
      carry(site, reconciler, "UPDATE t SET v = 'two' WHERE id = 2");

      assertThat(site.rowsThere(STAGES)).isEqualTo(made);
      assertThat(site.rowsThere("SELECT id, v FROM t ORDER BY id"))
          .containsExactly("1|there", "2|two", "3|one");
      reconciler.release();
    }
  }

  @Test
  void theyAreMadeAnewWhenTheTableHasAnotherForm() throws SQLException {
    try (DegradedSite site = plain()) {
      Reconciler reconciler = site.reconciler();
      carry(site, reconciler, "UPDATE t SET v = 'one'");
      List<String> made = site.rowsThere(STAGES);

      site.servers().migrate("ALTER TABLE t ADD COLUMN w int");
      new Journal(site.servers().fallback()).install(site.verdicts(), Set.of());
      carry(site, reconciler, "UPDATE t SET w = id");

      assertThat(site.rowsThere(STAGES)).isNotEqualTo(made);
      assertThat(site.rowsThere("SELECT id, v, w FROM t ORDER BY id"))
          .containsExactly("1|one|1", "2|one|2", "3|one|3");
      reconciler.release();
    }
  }

  @Test
  void noneIsKeptThatATypeOfTheApplicationsHangsOn() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TYPE mood AS ENUM ('good', 'bad')",
            "CREATE TABLE t (id int PRIMARY KEY, v mood)",
            "INSERT INTO t SELECT i, 'good' FROM generate_series(1, 3) i")) {
      Reconciler reconciler = site.reconciler();
      carry(site, reconciler, "UPDATE t SET v = 'bad'");

      assertThat(site.rowsThere(STAGES)).containsExactly("-");
      TwoServers.run(site.servers().primary(), "DROP TABLE t", "DROP TYPE mood");
      reconciler.release();
    }
  }

  @Test
  void aPoolerThatLendsItsSessionToOthersIsLeftNone() throws Exception {
    Pgbouncer.assumeInstalled();
    try (DegradedSite site = plain();
        Pgbouncer pooler = Pgbouncer.before(site.servers().primaryOwner())) {
      Reconciler reconciler = site.reconciler(pooler.link());
      for (String value : List.of("one", "two")) {
        carry(site, reconciler, "UPDATE t SET v = '" + value + "'");
        assertThat(site.rowsThere(STAGES)).containsExactly("-");
      }
      assertThat(site.rowsThere("SELECT DISTINCT v FROM t")).containsExactly("two");
      reconciler.release();
    }
  }

  private static DegradedSite plain() throws SQLException {
    return DegradedSite.after(
        "CREATE TABLE t (id int PRIMARY KEY, v text)",
        "INSERT INTO t SELECT i, 'before' FROM generate_series(1, 3) i");
  }

  /** A change here, and the round that brings it there. */
  private static void carry(DegradedSite site, Reconciler reconciler, String change)
      throws SQLException {
    site.here(change);
    reconciler.round(site.verdicts(), site.epoch());
  }
}
