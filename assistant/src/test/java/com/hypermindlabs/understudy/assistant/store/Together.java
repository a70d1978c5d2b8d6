package com.hypermindlabs.understudy.assistant.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls that begin at the same moment, each on a thread of its own. */
record Together(int callers) {
  static Together of(int callers) {
    return new Together(callers);
  }

  interface Call<T> {
    T by(int caller) throws Exception;
  }

  <T> List<T> call(Call<T> call) throws Exception {
    CyclicBarrier start = new CyclicBarrier(callers);
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<T>> calls = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        int number = caller;
        calls.add(
            threads.submit(
                () -> {
                  start.await();
                  return call.by(number);
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : calls) {
        results.add(each.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
