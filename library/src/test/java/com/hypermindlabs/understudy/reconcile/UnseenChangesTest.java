package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What another writer changed is not seen on the fallback before the return is over. */
class UnseenChangesTest {
  private static final String[] NOTES = {
    "CREATE TABLE note (id int PRIMARY KEY, word text, more text)",
    "INSERT INTO note VALUES (1, 'was', 'was')"
  };

  private static final String THERE = "SELECT * FROM note";

  @Test
  void whatWasMergedWithIsNotOverwrittenByTheNextRound() throws SQLException {
    try (DegradedSite site = DegradedSite.after(NOTES)) {
      site.here("UPDATE note SET more = 'ours'");
      site.there("UPDATE note SET word = 'theirs'");
      site.round();
      assertThat(site.rowsThere(THERE)).containsExactly("1|theirs|ours");

      site.here("UPDATE note SET word = 'later', more = 'again'");
      site.round();

      assertThat(site.rowsThere(THERE)).containsExactly("1|theirs|again");
      assertThat(site.ledger())
          .containsExactly("overruled|\"public\".\"note\"|1|changed on both sides: word");
    }
  }

  @Test
  void whoWasOverruledIsOverruledAgain() throws SQLException {
    try (DegradedSite site = DegradedSite.after(NOTES)) {
      site.there("UPDATE note SET word = 'theirs'");
      for (String word : new String[] {"one", "two", "three"}) {
        site.here("UPDATE note SET word = '" + word + "'");
        site.round();
      }
      assertThat(site.rowsThere(THERE)).containsExactly("1|theirs|was");
      assertThat(site.ledger()).hasSize(3);
    }
  }

  @Test
  void whatATriggerMadeOfOursIsNobodyElsesChange() throws SQLException {
    try (DegradedSite site = DegradedSite.after(NOTES)) {
      site.servers()
          .onPrimary(
              "CREATE FUNCTION low() RETURNS trigger LANGUAGE plpgsql AS"
                  + " 'BEGIN NEW.word := lower(NEW.word); RETURN NEW; END'",
              "CREATE TRIGGER low BEFORE UPDATE ON note FOR EACH ROW EXECUTE FUNCTION low()");
      site.here("UPDATE note SET word = 'ONE'");
      site.round();
      site.here("UPDATE note SET word = 'TWO'");
      site.round();

      assertThat(site.rowsThere(THERE)).containsExactly("1|two|was");
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void aRowThatWasMergedWithIsNotDeletedByTheNextRound() throws SQLException {
    try (DegradedSite site = DegradedSite.after(NOTES)) {
      site.here("UPDATE note SET more = 'ours'");
      site.there("UPDATE note SET word = 'theirs'");
      site.round();
      site.here("DELETE FROM note");
      site.round();

      assertThat(site.rowsThere(THERE)).containsExactly("1|theirs|ours");
      assertThat(site.ledger())
          .containsExactly("overruled|\"public\".\"note\"|1|deleted here, changed there");
    }
  }

  @Test
  void aRowThatIsGoneThereDoesNotComeBackInSilence() throws SQLException {
    try (DegradedSite site = DegradedSite.after(NOTES)) {
      site.here("UPDATE note SET word = word");
      site.there("DELETE FROM note");
      site.round();
      assertThat(site.rowsThere(THERE)).isEmpty();
      site.here("UPDATE note SET word = 'later'");
      site.round();

      assertThat(site.rowsThere(THERE)).containsExactly("1|later|was");
      assertThat(site.ledger())
          .containsExactly("overruled|\"public\".\"note\"|1|changed here, deleted there");
    }
  }

  @Test
  void deltasAddUpBesideIt() throws SQLException {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("purse", "delta")
            .begin(
                "CREATE TABLE purse (id int PRIMARY KEY, sum int)",
                "INSERT INTO purse VALUES (1, 100)")) {
      site.there("UPDATE purse SET sum = sum + 1000");
      site.here("UPDATE purse SET sum = sum + 1");
      site.round();
      site.here("UPDATE purse SET sum = sum + 10");
      site.there("UPDATE purse SET sum = sum + 2000");
      site.round();

      assertThat(site.rowsThere("SELECT sum FROM purse")).containsExactly("3111");
      assertThat(site.ledger()).isEmpty();
    }
  }
}
