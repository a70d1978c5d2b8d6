package com.hypermindlabs.understudy.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that write transactions of one row, one after another. Not thread-safe.
 *
 * @param connections one for each client
 * @param framed whether each transaction is begun and committed by statements of its own, as
 *     frameworks do it; else by auto-commit
 * @param size how many transactions each client writes in a turn
 */
record SingleRows(List<Connection> connections, boolean framed, int size) {
  private static final String BODY =
      "about a hundred bytes of a row, as they are in most tables of applications";

  /** Of inserted rows, no two the same, whoever inserts them. */
  private static final AtomicLong KEYS = new AtomicLong(1);

  SingleRows {
    connections = List.copyOf(connections);
  }

  /** Transactions a second that insert a row of a new key. */
  double inserted(String table) throws Exception {
    return rate(
        String.format(Locale.ROOT, "INSERT INTO %s (body, id) VALUES (?, ?)", table),
        KEYS.getAndAdd((long) size * connections.size()));
  }

  /** Transactions a second that update a row: those of the keys from minus the size to -1. */
  double updated(String table) throws Exception {
    return rate(String.format(Locale.ROOT, "UPDATE %s SET body = ? WHERE id = ?", table), -size);
  }

  private double rate(String sql, long first) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(connections.size());
    try {
      long begun = System.nanoTime();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < connections.size(); i++) {
        Connection connection = connections.get(i);
        long key = first + (long) i * size;
        running.add(
            clients.submit(
                () -> {
                  write(connection, sql, key);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get(10, TimeUnit.MINUTES);
      }
      return (double) size * connections.size() * 1e9 / (System.nanoTime() - begun);
    } finally {
      clients.shutdownNow();
    }
  }

  private void write(Connection connection, String sql, long first) throws SQLException {
    connection.setAutoCommit(!framed);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (long key = first; key < first + size; key++) {
        statement.setString(1, BODY);
        statement.setLong(2, key);
        statement.executeUpdate();
        if (framed) {
          connection.commit();
        }
      }
    } finally {
      connection.setAutoCommit(true);
    }
  }
}
