package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class LostSettlingTest {
  private static final String ACCOUNTS =
      "CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL);"
          + " INSERT INTO account SELECT i, 100 FROM generate_series(1, 50) i";

  /** Flushes nothing by itself that was committed without waiting. */
  private static TestServer unhurried() {
    return TestServer.start("wal_writer_delay = 10s", "autovacuum = off");
  }

  /** Both sides have changed every balance. */
  private static DegradedSite parted(TestServer fallback) throws SQLException {
    DegradedSite site =
        DegradedSite.emptyOn(TestServer.shared(), fallback)
            .policy("account.balance", "delta")
            .begin(ACCOUNTS);
    site.here("UPDATE account SET balance = balance + 10");
    site.there("UPDATE account SET balance = balance + 1");
    return site;
  }

  private static void arrivedOnce(DegradedSite site, int sum) throws SQLException {
    assertThat(site.rowsThere("SELECT sum(balance) FROM account"))
        .containsExactly(String.valueOf(sum));
    assertThat(site.rowsHere("SELECT count(*) FROM understudy.round")).containsExactly("0");
    assertThat(site.ledger()).isEmpty();
  }

  @Test
  void aRoundThatThePrimaryHasIsKnownToAFallbackThatDies() throws SQLException {
    try (TestServer server = unhurried();
        DegradedSite site = parted(server)) {
      site.onceAt("round.committed", server::kill);
      assertThatThrownBy(site::round).isInstanceOf(ReconcileException.class);
      server.restart();
      assertThat(site.rowsHere("SELECT count(*) FROM understudy.round WHERE NOT done"))
          .containsExactly("1");

      site.round();

      arrivedOnce(site, 50 * (100 + 10 + 1));
    }
  }

  @Test
  void aFallbackThatDiesWithTheEndOfARoundUnflushedSendsItOnce() throws SQLException {
    try (TestServer server = unhurried();
        DegradedSite site = parted(server)) {
      site.round();
      assertThat(site.rowsHere("SELECT count(*) FROM understudy.round")).containsExactly("0");

      server.kill();
      server.restart();
      assertThat(site.rowsHere("SELECT count(*) FROM understudy.round WHERE NOT done"))
          .as("rounds that are open again")
          .containsExactly("1");

      site.here("UPDATE account SET balance = balance + 100 WHERE id <= 25");
      site.round();

      arrivedOnce(site, 50 * (100 + 10 + 1) + 25 * 100);
    }
  }
}
