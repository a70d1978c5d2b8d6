package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Behind writers that never pause, the fallback is one consistent snapshot after every cycle. */
@Tag("slow")
class ConsistencyTest {
  private static final int ACCOUNTS = 40;
  private static final int CYCLES = 60;
  private static final int WRITERS = 4;

  /** Moves money between rows of two tables, in transactions short and long, whole and in parts. */
  private static final class Writer implements AutoCloseable {
    private final Connection connection;
    private final Statement statement;
    private final Random random;

    Writer(Connection connection, long seed) throws SQLException {
      this.connection = connection;
      this.statement = connection.createStatement();
      this.random = new Random(seed);
      // Of two that wait for each other one gives way at once.
      statement.execute("SET lock_timeout = '20ms'");
      connection.setAutoCommit(false);
    }

    void write(AtomicBoolean ended) throws SQLException {
      while (!ended.get()) {
        int moves = random.nextInt(10) == 0 ? 30 : 1 + random.nextInt(3);
        try {
          for (int i = 0; i < moves; i++) {
            part();
          }
          if (random.nextInt(8) == 0) {
            connection.rollback();
          } else {
            connection.commit();
          }
        } catch (SQLException e) {
          if (!"55P03".equals(e.getSQLState())) {
            throw e;
          }
          connection.rollback();
        }
      }
      connection.rollback();
    }

    private void part() throws SQLException {
      statement.execute("SAVEPOINT s");
      move();
      if (random.nextInt(4) == 0) {
        statement.execute("ROLLBACK TO s");
      } else if (random.nextBoolean()) {
        statement.execute("RELEASE s");
      }
    }

    private void move() throws SQLException {
      int from = random.nextInt(ACCOUNTS);
      int to = random.nextInt(ACCOUNTS);
      int amount = random.nextInt(100);
      switch (random.nextInt(3)) {
        case 0 -> {
          statement.execute("UPDATE account SET v = v - " + amount + " WHERE id = " + from);
          statement.execute("UPDATE account SET v = v + " + amount + " WHERE id = " + to);
        }
        case 1 -> {
          // Money that lies in a row of its own for a while.
          statement.execute("UPDATE account SET v = v - " + amount + " WHERE id = " + from);
          statement.execute("INSERT INTO transit (v) VALUES (" + amount + ")");
        }
        default ->
            statement.execute(
                "WITH gone AS (DELETE FROM transit WHERE id = (SELECT id FROM transit"
                    + " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING v)"
                    + " UPDATE account SET v = account.v + gone.v FROM gone WHERE account.id = "
                    + to);
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  @Test
  void theSumOfAllTransfersHoldsAtEveryCycleAndBothSidesAreTheSameInTheEnd() throws Exception {
    try (MirroredSite site =
        MirroredSite.shared(
            "CREATE TABLE account (id int PRIMARY KEY, v bigint NOT NULL)",
            "CREATE TABLE transit (id bigserial PRIMARY KEY, v bigint NOT NULL)")) {
      site.servers.onPrimary(
          "INSERT INTO account SELECT i, 1000 FROM generate_series(0, " + (ACCOUNTS - 1) + ") i");
      AtomicBoolean ended = new AtomicBoolean();
      ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
      List<Future<?>> writers = new ArrayList<>();
      long rows = 0;
      try {
        for (int i = 0; i < WRITERS; i++) {
          Writer writer = new Writer(site.servers.primary().open(), i);
          writers.add(
              threads.submit(
                  () -> {
                    try (writer) {
                      writer.write(ended);
                    }
                    return null;
                  }));
        }
        for (int i = 0; i < CYCLES; i++) {
          rows += site.cycle().rows();
          assertThat(
                  site.onFallback(
                      "SELECT (SELECT sum(v) FROM account) + (SELECT coalesce(sum(v), 0) FROM transit)"))
              .as("cycle " + i)
              .containsExactly(Long.toString(ACCOUNTS * 1000L));
        }
      } finally {
        ended.set(true);
        threads.shutdown();
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      assertThat(rows).isGreaterThan(CYCLES);
      site.cycle();
      assertSame(site, "account", "transit");
      assertThat(site.reseeded).isEmpty();
    }
  }
}
