package com.hypermindlabs.understudy.assistant.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.migration.Migrations;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The server is killed under the stores; what failed is simply done again. */
class RetryTest {
  private static final int WRITERS = 4;
  private static final int KILLS = 3;

  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger kept = new AtomicInteger();

  @Test
  void whatIsRepeatedAfterAKilledServerIsThereOnce() throws Exception {
    try (TestServer server = TestServer.start()) {
      TestDatabase database = server.createDatabase();
      Migrations.run(database.dataSource());
      AtomicBoolean enough = new AtomicBoolean();
      ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int number = writer;
        writers.add(threads.submit(() -> write(database, number, enough)));
      }
      for (int kill = 0; kill < KILLS; kill++) {
        int before = kept.get();
        Awaitility.await().until(() -> kept.get() > before + 50);
        int failed = failures.get();
        server.kill();
        Awaitility.await().until(() -> failures.get() > failed);
        server.restart();
      }
      enough.set(true);
      for (Future<?> writer : writers) {
        writer.get();
      }
      threads.shutdown();

      assertThat(Rows.of(database, "SELECT count(*) FROM chat_message"))
          .containsExactly(Integer.toString(kept.get()));
      assertThat(Rows.of(database, "SELECT count(*) FROM member"))
          .containsExactly(Integer.toString(kept.get()));
    }
  }

  /** One member and one message of theirs each time, every call repeated until it succeeds. */
  private void write(TestDatabase database, int writer, AtomicBoolean enough) {
    Members members = new Members(database.dataSource());
    ChatHistory history = new ChatHistory(database.dataSource());
    for (long id = 1L + writer; !enough.get(); id += WRITERS) {
      Identity identity = new Identity.X(id);
      Member member = untilItSucceeds(() -> members.registerOrFind(identity, "Somebody"));
      NewMessage message = NewMessage.from(member.id(), Channel.X, "hello", "hello");
      untilItSucceeds(() -> history.append(message));
      kept.incrementAndGet();
    }
  }

  private <T> T untilItSucceeds(Supplier<T> call) {
    while (true) {
      try {
        return call.get();
      } catch (StoreException e) {
        assertThat(e.passing()).as(e.getMessage()).isTrue();
        failures.incrementAndGet();
        Thread.onSpinWait();
      }
    }
  }
}
