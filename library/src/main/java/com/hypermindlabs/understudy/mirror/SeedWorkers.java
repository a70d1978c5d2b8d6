package com.hypermindlabs.understudy.mirror;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The workers of one seed, each with its connections and thread. */
final class SeedWorkers implements AutoCloseable {
  private final List<SeedWorker> workers = new ArrayList<>();
  private final SeedWorker.Task task;
  private final ExecutorService threads;

  /** Makes a worker. */
  interface Source {
    SeedWorker open() throws SQLException;
  }

  SeedWorkers(Source source, SeedWorker.Task task, int number) throws SQLException {
    this.task = task;
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "understudy-seed");
              thread.setDaemon(true);
              return thread;
            });
    try {
      for (int i = 0; i < number; i++) {
        workers.add(source.open());
      }
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  void importSnapshot(String exported) throws SQLException {
    for (SeedWorker worker : workers) {
      worker.importSnapshot(exported);
    }
  }

  /** Copies all tables; the first failure ends them all. */
  void copy() throws SQLException {
    CompletionService<Boolean> results = new ExecutorCompletionService<>(threads);
    for (SeedWorker worker : workers) {
      Callable<Boolean> work =
          () -> {
            worker.copy(task);
            return true;
          };
      results.submit(work);
    }
    try {
      for (int i = 0; i < workers.size(); i++) {
        results.take().get();
      }
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("the seed was interrupted", "57014", e);
    }
  }

  private static SQLException failure(ExecutionException e) {
    if (e.getCause() instanceof MirrorException failed) {
      throw failed;
    }
    return e.getCause() instanceof SQLException failed
        ? failed
        : new SQLException("a worker of the seed failed", "XX000", e);
  }

  /** Ends them; what was not committed is gone. */
  @Override
  public void close() {
    workers.forEach(SeedWorker::close);
    threads.shutdownNow();
  }
}
