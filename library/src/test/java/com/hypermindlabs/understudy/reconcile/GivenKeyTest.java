package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.capture.TwoServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person gives a row that was born on both sides a key of its own. */
class GivenKeyTest {
  private static final Take OURS = new Take.Ours();
  private static final Take SECOND = new Take.Values(Map.of("id", "2"));

  /** Bert has the key there that Anna has here; a message to her is held with her. */
  private static DegradedSite bothBorn() throws SQLException {
    DegradedSite site =
        DegradedSite.after(
            "CREATE TABLE member (id int PRIMARY KEY, name text, friend int REFERENCES member)",
            "CREATE TABLE message (id int PRIMARY KEY, member int REFERENCES member ON UPDATE"
                + " CASCADE, text text)");
    site.there(
        "INSERT INTO member VALUES (1, 'Bert')", "INSERT INTO message VALUES (9, 1, 'Bert')");
    site.here(
        "INSERT INTO member VALUES (1, 'Anna', 1)", "INSERT INTO message VALUES (1, 1, 'to Anna')");
    site.round();
    assertThat(site.ledger()).hasSize(2);
    return site;
  }

  private static List<String> members(DegradedSite site) throws SQLException {
    return site.rowsThere("SELECT id, name, friend FROM member ORDER BY id");
  }

  @Test
  void aFileWithAnotherKeyOverwritesNobody() throws SQLException {
    try (DegradedSite site = bothBorn()) {
      site.decide(SECOND);
      site.decide(OURS);

      assertThat(members(site)).containsExactly("1|Bert|-", "2|Anna|2");
      assertThat(site.rowsThere("SELECT id, member FROM message ORDER BY id"))
          .containsExactly("1|2", "9|1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ours", "values"})
  void whatIsChangedAfterwardsFollows(String child) throws SQLException {
    try (DegradedSite site = bothBorn()) {
      site.decide(SECOND);
      site.decide(child.equals("ours") ? OURS : new Take.Values(Map.of("text", "dear Anna")));
      site.here(
          "UPDATE member SET name = 'Anna B.'",
          "INSERT INTO message VALUES (2, 1, 'to Anna again')",
          "UPDATE message SET text = 'to her' WHERE id = 1");

      site.lastRound();

      assertThat(members(site)).containsExactly("1|Bert|-", "2|Anna B.|2");
      assertThat(site.rowsThere("SELECT id, member, text FROM message ORDER BY id"))
          .startsWith(child.equals("ours") ? "1|2|to her" : "1|2|dear Anna")
          .endsWith("2|2|to Anna again", "9|1|Bert");
    }
  }

  @Test
  void aRowThatGotAnotherKeyMayGo() throws SQLException {
    try (DegradedSite site = bothBorn()) {
      site.decide(SECOND);
      site.here("DELETE FROM message", "DELETE FROM member");

      site.lastRound();

      assertThat(members(site)).containsExactly("1|Bert|-");
    }
  }

  @Test
  void aKeyThatIsTakenIsRefused() throws SQLException {
    try (DegradedSite site = bothBorn()) {
      site.there("INSERT INTO member VALUES (2, 'Cy')");

      assertThatThrownBy(() -> site.decide(SECOND))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("member_pkey");

      assertThat(members(site)).containsExactly("1|Bert|-", "2|Cy|-");
      assertThat(site.ledger()).hasSize(2);
    }
  }

  @Test
  void theSameKeyInOtherWordsIsNoOther() throws SQLException {
    try (DegradedSite site = bothBorn()) {
      site.decide(new Take.Values(Map.of("id", "01", "name", "Anna and Bert")));

      assertThat(members(site)).containsExactly("1|Anna and Bert|-");
    }
  }

  @Test
  void aRowThatBothSidesHadKeepsItsKey() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("t", "hold")
            .begin(
                "CREATE TABLE t (id int PRIMARY KEY, a text)",
                "INSERT INTO t VALUES (1, 'base')")) {
      site.there("UPDATE t SET a = 'theirs'");
      site.here("UPDATE t SET a = 'ours'");
      site.round();

      assertThatThrownBy(() -> site.decide(SECOND))
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("leave it out of the file");

      assertThat(site.rowsThere("SELECT * FROM t")).containsExactly("1|theirs");
    }
  }

  /** The round has found out what its rows are called, and its message may not go to Bert. */
  @Test
  void aRoundThatHasBegunEndsFirst() throws SQLException {
    try (DegradedSite site = bothBorn()) {
      site.here("INSERT INTO message VALUES (2, 1, 'to Anna again')");
      Thread[] deciding = new Thread[1];
      site.onceAt(
          "round.locked",
          () -> {
            deciding[0] = new Thread(() -> decideQuietly(site));
            deciding[0].start();
            waitForALock(site, deciding[0]);
          });

      site.round();

      deciding[0].join();
      assertThat(members(site)).containsExactly("1|Bert|-", "2|Anna|2");
      site.decide(OURS);
      site.decide(OURS);
      assertThat(site.rowsThere("SELECT id, member FROM message ORDER BY id"))
          .containsExactly("1|2", "2|2", "9|1");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void decideQuietly(DegradedSite site) {
    try {
      site.decide(SECOND);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void waitForALock(DegradedSite site, Thread deciding) throws SQLException {
    try (Connection primary = TwoServers.again(site.servers().primary()).open();
        var statement = primary.createStatement()) {
      boolean waits = false;
      while (!waits && deciding.isAlive()) {
        try (var found =
            statement.executeQuery(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation ="
                    + " 'understudy.alias'::regclass)")) {
          found.next();
          waits = found.getBoolean(1);
        }
      }
    }
  }
}
