package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.reconcile.Ledger.Resolution;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a decision for ours writes, and what it leaves as it is. */
class OursTest {
  private static final Take OURS = new Take.Ours();

  private static Ledger ledger(DegradedSite site) throws SQLException {
    return new Ledger(site.servers().primary(), site.names());
  }

  @ParameterizedTest
  @CsvSource({"hold, ours|17.00|8", "primary-wins, ours|17.00|8"})
  void aDeclaredSumIsAddedUpOnce(String policy, String decided) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("account.name", policy)
            .policy("account.balance", "delta")
            .policy("account.version", "delta")
            .begin(
                "CREATE TABLE account (id int PRIMARY KEY, name text, balance numeric(12,2),"
                    + " version smallint)",
                "INSERT INTO account VALUES (1, 'base', 10, 5)")) {
      site.there("UPDATE account SET name = 'theirs', balance = balance + 5, version = 7");
      site.here("UPDATE account SET name = 'ours', balance = balance + 2, version = 6");
      site.lastRound();

      site.decide(OURS);

      assertThat(site.rowsThere("SELECT name, balance, version FROM account"))
          .containsExactly(decided);
    }
  }

  @Test
  void aSumThatCouldNotBeAddedUpIsWritten() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("account.balance", "delta")
            .begin(
                "CREATE TABLE account (id int PRIMARY KEY, balance int)",
                "INSERT INTO account VALUES (1, 10)")) {
      site.there("UPDATE account SET balance = NULL");
      site.here("UPDATE account SET balance = 12");
      site.lastRound();
      site.there("UPDATE account SET balance = 100");
      long id = ledger(site).list().get(0).id();
      assertThat(ledger(site).resolve(id, OURS)).isInstanceOf(Resolution.Moved.class);

      ledger(site).resolve(id, OURS);

      assertThat(site.rowsThere("SELECT balance FROM account")).containsExactly("12");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatThePrimaryDerivesStays(boolean deletedThere) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("orders", "hold")
            .policy("orders.total", "derived")
            .begin(
                "CREATE TABLE orders (id int PRIMARY KEY, note text, total int DEFAULT 15)",
                "INSERT INTO orders VALUES (1, 'base', 0)")) {
      site.there(
          deletedThere ? "DELETE FROM orders" : "UPDATE orders SET note = 'theirs', total = 15");
      site.here("UPDATE orders SET note = 'ours', total = 5");
      site.lastRound();

      site.decide(OURS);

      assertThat(site.rowsThere("SELECT note, total FROM orders")).containsExactly("ours|15");
    }
  }

  @Test
  void anOverruledRowHasNotMovedByItsOwnRound() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE t (id int PRIMARY KEY, a text, b text)",
            "INSERT INTO t VALUES (1, 'base', 'base')")) {
      site.there("UPDATE t SET a = 'theirs'");
      site.here("UPDATE t SET a = 'ours', b = 'ours'");
      site.lastRound();

      site.decide(OURS);

      assertThat(site.rowsThere("SELECT a, b FROM t")).containsExactly("ours|ours");
    }
  }

  /** The ledger may be the only place that has it. */
  @Test
  void whatWasOverruledStaysOnRecordWhenTheRowHasMoved() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t", "fallback-wins")
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, a text)",
                "INSERT INTO t VALUES (1, 'base')")) {
      site.there("UPDATE t SET a = 'theirs'");
      site.here("UPDATE t SET a = 'ours'");
      site.lastRound();
      site.there("UPDATE t SET a = 'later'");
      long id = ledger(site).list().get(0).id();

      Resolution resolution = ledger(site).resolve(id, OURS);

      assertThat(((Resolution.Moved) resolution).entry().theirs()).containsEntry("a", "later");
      assertThat(ledger(site).show(id).orElseThrow().theirs()).containsEntry("a", "theirs");
      assertThat(ledger(site).resolve(id, OURS)).isInstanceOf(Resolution.Done.class);
      assertThat(site.rowsThere("SELECT a FROM t")).containsExactly("ours");
    }
  }

  @ParameterizedTest
  @CsvSource({"SET NULL, ours", "SET DEFAULT, ours", "SET NULL, values"})
  void anUpdateUnsetsNoReferenceOfAnothersRow(String action, String take) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("parent", "hold")
            .begin(
                "CREATE TABLE parent (id int PRIMARY KEY, code text UNIQUE)",
                "CREATE TABLE child (id int PRIMARY KEY, code text REFERENCES parent (code) ON"
                    + " UPDATE "
                    + action
                    + ")",
                "INSERT INTO parent VALUES (1, 'a')")) {
      site.there("INSERT INTO child VALUES (1, 'a')");
      site.here("UPDATE parent SET code = 'b'");
      site.lastRound();
      Take taken = take.equals("ours") ? OURS : new Take.Values(Map.of("code", "c"));

      assertThatThrownBy(() -> site.decide(taken))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("rows of public.child refer to the row");

      assertThat(site.rowsThere("SELECT code FROM child")).containsExactly("a");
      site.there("DELETE FROM child");
      site.decide(OURS);
      assertThat(site.rowsThere("SELECT code FROM parent")).containsExactly("b");
    }
  }

  @Test
  void anEntryOfATableThatHasAnotherNameNowIsDecided() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t", "hold")
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, a text)",
                "INSERT INTO t VALUES (1, 'base')")) {
      site.there("UPDATE t SET a = 'theirs'");
      site.here("UPDATE t SET a = 'ours'");
      site.lastRound();
      site.servers().onPrimary("ALTER TABLE t RENAME TO renamed");

      site.decide(OURS);

      assertThat(site.rowsThere("SELECT a FROM renamed")).containsExactly("ours");
    }
  }

  @Test
  void aRowThatIsHeldIsReferredToByNoOtherNameEither() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE parent (id int PRIMARY KEY, a text)",
            "CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent)")) {
      site.there("INSERT INTO parent VALUES (1, 'theirs')");
      site.here("INSERT INTO parent VALUES (1, 'ours')", "INSERT INTO child VALUES (1, 1)");
      site.lastRound();
      site.servers().onPrimary("ALTER TABLE parent RENAME TO renamed");
      long child =
          ledger(site).list().stream()
              .filter(entry -> entry.table().contains("child"))
              .findFirst()
              .orElseThrow()
              .id();

      assertThatThrownBy(() -> ledger(site).resolve(child, OURS))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("that is not there but held");
    }
  }
}
