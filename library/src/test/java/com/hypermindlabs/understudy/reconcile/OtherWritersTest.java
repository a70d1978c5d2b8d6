package com.hypermindlabs.understudy.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherWritersTest {
  private static final int ROWS = 200;

  /** Adds to random rows, two a transaction, in no order. */
  private static final class Writer extends Thread {
    private final Connection connection;
    private final AtomicBoolean stop;
    private final AtomicLong added = new AtomicLong();
    private final List<SQLException> errors = Collections.synchronizedList(new ArrayList<>());
    private final Random random;

    Writer(Connection connection, AtomicBoolean stop, long seed) {
      this.connection = connection;
      this.stop = stop;
      this.random = new Random(seed);
    }

    @Override
    public void run() {
      try (connection;
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        while (!stop.get()) {
          int low = 1 + random.nextInt(ROWS - 1);
          statement.execute("UPDATE account SET balance = balance + 1 WHERE id = " + low);
          statement.execute("UPDATE account SET balance = balance + 1 WHERE id = " + (low + 1));
          connection.commit();
          added.addAndGet(2);
        }
      } catch (SQLException e) {
        errors.add(e);
      }
    }
  }

  @Test
  @Tag("thorough")
  void neitherSideLosesAWriteNorIsRefusedOneWhileRoundsRun() throws Exception {
    try (DegradedSite site =
        DegradedSite.empty()
            .policy("account.balance", "delta")
            .begin(
                "CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL)",
                "INSERT INTO account SELECT i, 0 FROM generate_series(1, " + ROWS + ") i")) {
      AtomicBoolean stop = new AtomicBoolean();
      List<Writer> writers =
          List.of(
              new Writer(site.servers().primaryOther().connect(), stop, 1),
              new Writer(site.servers().primaryOther().connect(), stop, 2),
              new Writer(site.servers().fallbackApplication().connect(), stop, 3),
              new Writer(site.servers().fallbackApplication().connect(), stop, 4));
      writers.forEach(Thread::start);
      int carried = 0;
      for (int i = 0; i < 25; i++) {
        try {
          site.round();
          carried++;
        } catch (ReconcileException e) {
          assertThat(e.passing()).as(e.toString()).isTrue();
        }
      }
      stop.set(true);
      for (Writer writer : writers) {
        writer.join();
        assertThat(writer.errors).isEmpty();
      }
      while (site.round().left() > 0) {
        Thread.onSpinWait();
      }

      long sum = writers.stream().mapToLong(writer -> writer.added.get()).sum();
      assertThat(site.rowsThere("SELECT sum(balance) FROM account"))
          .containsExactly(String.valueOf(sum));
      assertThat(carried).isGreaterThan(10);
      assertThat(site.ledger()).isEmpty();
    }
  }

  @Test
  void theLastRoundNamesALockInItsWayAndComesThroughLater() throws Exception {
    try (DegradedSite site =
            DegradedSite.after(
                "CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL)",
                "INSERT INTO account SELECT i, 0 FROM generate_series(1, 5) i");
        Connection other = site.servers().primaryOther().connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("UPDATE account SET balance = 1 WHERE id = 1");
      site.here("UPDATE account SET balance = 2 WHERE id = 2", "DELETE FROM account WHERE id = 1");

      org.assertj.core.api.Assertions.assertThatThrownBy(site::lastRound)
          .isInstanceOf(ReconcileException.class)
          .hasMessageContaining("lock");
      assertThat(site.rowsHere("SELECT count(*) FROM understudy.gate")).containsExactly("1");

      other.commit();
      site.lastRound();
      assertThat(site.rowsThere("SELECT * FROM account WHERE id < 3 ORDER BY id"))
          .containsExactly("1|1", "2|2");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRowThatComesAtEveryAttemptIsNeverTakenForOurs(boolean triggers) throws SQLException {
    try (DegradedSite site =
        DegradedSite.after("CREATE TABLE note (id int PRIMARY KEY, body text)")) {
      if (triggers) {
        site.servers()
            .onPrimary(
                "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    + " RETURN NEW; END $$",
                "CREATE TRIGGER nothing BEFORE INSERT ON note"
                    + " FOR EACH ROW EXECUTE FUNCTION nothing()");
      }
      site.here("INSERT INTO note SELECT i, 'ours' FROM generate_series(1, 8) i");
      AtomicInteger next = new AtomicInteger();
      site.hook(
          step -> {
            if (step.equals("round.classified") && next.get() < 6) {
              try {
                site.there("INSERT INTO note VALUES (" + next.incrementAndGet() + ", 'theirs')");
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            }
          });

      RoundReport report = site.lastRound();

      assertThat(next).hasValue(6);
      assertThat(site.rowsThere("SELECT body, count(*) FROM note GROUP BY body ORDER BY body"))
          .containsExactly("ours|2", "theirs|6");
      assertThat(site.ledger()).hasSize(6).allMatch(entry -> entry.contains("born on both sides"));
      assertThat(report.total().held()).isEqualTo(6);
    }
  }
}
