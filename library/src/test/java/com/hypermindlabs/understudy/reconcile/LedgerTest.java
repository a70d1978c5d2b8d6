package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.Journal;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.reconcile.Ledger.Resolution;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
  private static final String[] ACCOUNTS = {
    "CREATE TABLE account (id int PRIMARY KEY, balance int CHECK (balance < 1000), note text)",
    "INSERT INTO account VALUES (1, 100, 'a'), (2, 100, 'b')"
  };

  private static DegradedSite withConflict() throws SQLException {
    DegradedSite site = DegradedSite.empty().policy("account", "hold").begin(ACCOUNTS);
    site.here("UPDATE account SET balance = 70 WHERE id = 1");
    site.there("UPDATE account SET balance = 60 WHERE id = 1");
    site.round();
    return site;
  }

  private static Ledger ledger(DegradedSite site) throws SQLException {
    return new Ledger(site.servers().primary(), site.names());
  }

  @Test
  void anEntryShowsAllVersionsOfTheRow() throws SQLException {
    try (DegradedSite site = withConflict()) {
      LedgerEntry entry = ledger(site).list().get(0);

      assertThat(entry.kind()).isEqualTo(LedgerEntry.Kind.HELD);
      assertThat(entry.base()).containsEntry("balance", "100");
      assertThat(entry.ours()).containsEntry("balance", "70").containsEntry("note", "a");
      assertThat(entry.theirs()).containsEntry("balance", "60");
      assertThat(ledger(site).held()).isEqualTo(1);
      assertThat(site.rowsThere("SELECT balance FROM account WHERE id = 1")).containsExactly("60");
    }
  }

  @Test
  void oursIsWrittenWhenItIsTaken() throws SQLException {
    try (DegradedSite site = withConflict()) {
      long id = ledger(site).list().get(0).id();

      assertThat(ledger(site).resolve(id, new Take.Ours())).isInstanceOf(Resolution.Done.class);

      assertThat(site.rowsThere("SELECT balance FROM account WHERE id = 1")).containsExactly("70");
      assertThat(ledger(site).list()).isEmpty();
      assertThatThrownBy(() -> ledger(site).resolve(id, new Take.Theirs()))
          .hasMessageContaining("not open");
    }
  }

  @Test
  void whatWaitsIsFoundWithoutReadingWhatWasOverruled() throws SQLException {
    try (DegradedSite site = withConflict()) {
      site.servers()
          .onPrimary(
              site.names()
                  .fill(
                      "INSERT INTO {ledger} (site, epoch, table_name, key, kind, reason, columns)"
                          + " SELECT gen_random_uuid(), 1, 't', ARRAY[g::text], 'overruled', 'r',"
                          + " ARRAY['id'] FROM generate_series(1, 20000) g"),
              site.names().fill("ANALYZE {ledger}"));

      assertThat(ledger(site).held()).isEqualTo(1);
      for (String waiting :
          List.of(
              "kind = 'held' AND resolved IS NULL",
              "decided",
              "(decided OR (kind = 'held' AND resolved IS NULL AND corrected IS NULL))",
              "((kind = 'held' AND resolved IS NULL) OR (kind = 'held' AND decided))")) {
        assertThat(
                site.rowsThere(
                    site.names().fill("EXPLAIN SELECT count(*) FROM {ledger} WHERE " + waiting)))
            .anyMatch(line -> line.contains("ledger_held"));
      }
    }
  }

  @Test
  void chosenValuesAreWritten() throws SQLException {
    try (DegradedSite site = withConflict()) {
      long id = ledger(site).list().get(0).id();

      ledger(site).resolve(id, new Take.Values(Map.of("balance", "65", "note", "it's \\ chosen")));

      assertThat(site.rowsThere("SELECT * FROM account WHERE id = 1"))
          .containsExactly("1|65|it's \\ chosen");
    }
  }

  @Test
  void aRowThatMovedIsShownAgainInsteadOfOverwritten() throws SQLException {
    try (DegradedSite site = withConflict()) {
      long id = ledger(site).list().get(0).id();
      site.there("UPDATE account SET balance = 61 WHERE id = 1");

      assertThat(ledger(site).resolve(id, new Take.Ours())).isInstanceOf(Resolution.Moved.class);

      assertThat(site.rowsThere("SELECT balance FROM account WHERE id = 1")).containsExactly("61");
      assertThat(ledger(site).show(id).orElseThrow().theirs()).containsEntry("balance", "61");
      ledger(site).resolve(id, new Take.Ours());
      assertThat(site.rowsThere("SELECT balance FROM account WHERE id = 1")).containsExactly("70");
    }
  }

  @Test
  void aRefusedValueLeavesTheEntryOpen() throws SQLException {
    try (DegradedSite site = withConflict()) {
      long id = ledger(site).list().get(0).id();

      assertThatThrownBy(() -> ledger(site).resolve(id, new Take.Values(Map.of("balance", "5000"))))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("check constraint");

      assertThat(ledger(site).list()).hasSize(1);
    }
  }

  @Test
  void aRowThatIsHeldAgainIsShownWithTheColumnsThatItHasNow() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t", "hold")
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, a text, b text)",
                "INSERT INTO t VALUES (1, 'a', 'b')")) {
      site.there("UPDATE t SET b = 'b there'");
      site.here("UPDATE t SET b = 'b here'");
      site.round();
      site.servers().onPrimary("ALTER TABLE t DROP COLUMN a");
      TwoServers.run(site.servers().migration(), "ALTER TABLE t DROP COLUMN a");
      new Journal(site.servers().fallback()).install(site.verdicts(), Set.of());
      site.here("UPDATE t SET b = 'b here again'");

      site.lastRound();

      assertThat(ledger(site).list().get(0).ours()).containsEntry("b", "b here again");
    }
  }

  @Test
  void oursTakesNothingBackThatWasNotInConflict() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t", "hold")
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, a text, b text, c text)",
                "INSERT INTO t VALUES (1, 'a', 'b', 'c')")) {
      site.there("UPDATE t SET a = 'a there', b = 'b there'");
      site.here("UPDATE t SET a = 'a here', c = NULL");
      site.lastRound();

      ledger(site).resolve(ledger(site).list().get(0).id(), new Take.Ours());

      assertThat(site.rowsThere("SELECT a, b, c FROM t")).containsExactly("a here|b there|-");
    }
  }

  @Test
  void oursIsNotDoneWithoutAColumnThatIsCalledOtherwiseNow() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t", "hold")
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, a text)", "INSERT INTO t VALUES (1, 'a')")) {
      site.there("UPDATE t SET a = 'there'");
      site.here("UPDATE t SET a = 'here'");
      site.lastRound();
      site.servers().onPrimary("ALTER TABLE t RENAME COLUMN a TO z");
      long id = ledger(site).list().get(0).id();
      assertThat(ledger(site).resolve(id, new Take.Ours())).isInstanceOf(Resolution.Moved.class);

      assertThatThrownBy(() -> ledger(site).resolve(id, new Take.Ours()))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("has no column a");
      assertThatThrownBy(() -> ledger(site).resolve(id, new Take.Values(Map.of("a", "x"))))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("has no column a");

      ledger(site).resolve(id, new Take.Values(Map.of("z", "here")));
      assertThat(site.rowsThere("SELECT z FROM t")).containsExactly("here");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"child", "child_of_one"})
  void oursOfADeleteTakesNoRowOfOthersAlong(String child) throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("parent", "hold")
            .begin(
                "CREATE TABLE parent (id int PRIMARY KEY, self int REFERENCES parent ON DELETE"
                    + " CASCADE) PARTITION BY RANGE (id)",
                "CREATE TABLE parent_1 PARTITION OF parent FOR VALUES FROM (0) TO (100)",
                "CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent ON DELETE"
                    + " CASCADE)",
                "CREATE TABLE child_of_one (id int PRIMARY KEY, parent int REFERENCES parent_1 ON"
                    + " DELETE SET NULL)",
                "INSERT INTO parent VALUES (1, 1)")) {
      site.there("UPDATE parent SET self = NULL");
      site.here("DELETE FROM parent");
      site.lastRound();
      site.there("INSERT INTO " + child + " VALUES (1, 1)", "UPDATE parent SET self = 1");
      long id = ledger(site).list().get(0).id();
      assertThat(ledger(site).resolve(id, new Take.Ours())).isInstanceOf(Resolution.Moved.class);

      assertThatThrownBy(() -> ledger(site).resolve(id, new Take.Ours()))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("rows of public." + child + " refer to the row");

      assertThat(site.rowsThere("SELECT * FROM " + child)).containsExactly("1|1");
      site.there("DELETE FROM " + child);
      ledger(site).resolve(id, new Take.Ours());
      assertThat(site.rowsThere("SELECT * FROM parent")).isEmpty();
    }
  }

  @Test
  void oursRefersToNoStrangerInPlaceOfARowThatIsHeld() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE ticket (id int PRIMARY KEY, what text)",
            "CREATE TABLE note (id int PRIMARY KEY, ticket int REFERENCES ticket, text text)")) {
      site.there("INSERT INTO ticket VALUES (1, 'theirs')");
      site.here("INSERT INTO ticket VALUES (1, 'ours')", "INSERT INTO note VALUES (1, 1, 'n')");
      site.lastRound();
      Map<String, Long> ids =
          ledger(site).list().stream()
              .collect(Collectors.toMap(LedgerEntry::table, LedgerEntry::id));
      long note = ids.get("\"public\".\"note\"");
      long ticket = ids.get("\"public\".\"ticket\"");

      assertThatThrownBy(() -> ledger(site).resolve(note, new Take.Ours()))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("refers to a row of \"public\".\"ticket\" that is not there")
          .hasMessageContaining("resolve entry " + ticket + " first");

      ledger(site).resolve(ticket, new Take.Ours());
      ledger(site).resolve(note, new Take.Ours());
      assertThat(site.rowsThere("SELECT * FROM note")).containsExactly("1|1|n");
    }
  }

  @Test
  void aValueThatIsTooLongIsNotCutByADecision() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t", "hold")
            .begin(
                "CREATE DOMAIN brief AS varchar(5)",
                "CREATE TABLE t (id int PRIMARY KEY, a varchar(5), b brief, c char(3), d bit(3))",
                "INSERT INTO t VALUES (1, 'a', 'b', 'c', '101')")) {
      site.there("UPDATE t SET a = 'there'");
      site.here("UPDATE t SET a = 'here'");
      site.lastRound();
      long id = ledger(site).list().get(0).id();

      for (Map<String, String> chosen :
          List.of(
              Map.of("a", "longer than five"),
              Map.of("b", "longer than five"),
              Map.of("c", "longer"),
              Map.of("d", "1010"))) {
        assertThatThrownBy(() -> ledger(site).resolve(id, new Take.Values(Map.copyOf(chosen))))
            .isInstanceOf(ReconcileException.class);
      }
      ledger(site).resolve(id, new Take.Values(Map.of("b", "five!", "c", "abc", "d", "110")));
      assertThat(site.rowsThere("SELECT * FROM t")).containsExactly("1|there|five!|abc|110");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " SCHEMA ext"})
  void oursOfADeleteTakesNoRowAlongThatRefersByAnEqualityOfItsOwn(String schema)
      throws SQLException {
    String type = schema.isEmpty() ? "citext" : "ext.citext";
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("parent", "hold")
            .begin(
                "CREATE SCHEMA ext",
                "CREATE EXTENSION citext" + schema,
                "CREATE TABLE parent (id int PRIMARY KEY, mail "
                    + type
                    + " NOT NULL UNIQUE, a text)",
                "CREATE TABLE child (id int PRIMARY KEY, mail "
                    + type
                    + " REFERENCES parent (mail) ON DELETE CASCADE)",
                "INSERT INTO parent VALUES (1, 'bob', 'a')")) {
      site.servers().onPrimary("GRANT USAGE ON SCHEMA ext TO PUBLIC");
      TwoServers.run(site.servers().fallback(), "GRANT USAGE ON SCHEMA ext TO PUBLIC");
      site.there("UPDATE parent SET a = 'there'", "INSERT INTO child VALUES (7, 'BOB')");
      site.here("DELETE FROM parent");
      site.lastRound();
      long id = ledger(site).list().get(0).id();

      assertThatThrownBy(() -> ledger(site).resolve(id, new Take.Ours()))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("rows of public.child refer to the row");

      assertThat(site.rowsThere("SELECT * FROM child")).containsExactly("7|BOB");
    }
  }

  @Test
  void aRefusalThatComesWithTheCommitIsToldAsOne() throws SQLException {
    try (DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE member (id int PRIMARY KEY, name text)",
            "CREATE TABLE message (id int PRIMARY KEY, member int REFERENCES member DEFERRABLE"
                + " INITIALLY DEFERRED)",
            "INSERT INTO member VALUES (1, 'x')")) {
      site.there("DELETE FROM member");
      site.here("INSERT INTO message VALUES (1, 1)");
      site.lastRound();
      long id = ledger(site).list().get(0).id();

      assertThatThrownBy(() -> ledger(site).resolve(id, new Take.Ours()))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("resolve entry " + id)
          .hasMessageContaining("foreign key");

      assertThat(ledger(site).list()).hasSize(1);
    }
  }
}
