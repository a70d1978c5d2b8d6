package com.hypermindlabs.understudy.assistant.demo;

import com.hypermindlabs.understudy.assistant.store.Channel;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Keys;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.NewMessage;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Threads that write chat messages as an application does, a breath apart: each write has a key of
 * the client's and is repeated under it until a server says that it is kept. Thread-safe.
 */
final class Traffic implements AutoCloseable {
  static final int WRITERS = 4;

  private static final Duration BREATH = Duration.ofMillis(4);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String NO_MEMBER = "23503";

  private final WitnessedSource source;
  private final Members members;
  private final ChatHistory history;
  private final Acknowledged acknowledged = new Acknowledged();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final AtomicLong longest = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  /** Writes through a data source; starts nothing. */
  Traffic(DataSource source) {
    this.source = new WitnessedSource(source);
    this.members = new Members(this.source);
    this.history = new ChatHistory(this.source);
  }

  /** What every message of the demo says: its key, so that a changed text would be seen. */
  static String body(String key) {
    return "message " + key + " of the demo";
  }

  Acknowledged acknowledged() {
    return acknowledged;
  }

  void start() {
    Keys keys = new Keys();
    for (int number = 1; number <= WRITERS; number++) {
      UUID member = keys.next();
      String name = "demo-" + number;
      Thread thread = new Thread(() -> write(member, name), "demo-writer-" + number);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /**
   * Lets every writer bring its last write to its end.
   *
   * @throws IllegalStateException when a writer could not
   */
  @Override
  public void close() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join(PATIENCE.toMillis());
      if (thread.isAlive()) {
        throw new IllegalStateException(
            "write: no answer for a write within " + PATIENCE.toSeconds() + " s");
      }
    }
    RuntimeException broken = failure.get();
    if (broken != null) {
      throw new IllegalStateException("write: " + broken.getMessage(), broken);
    }
  }

  private void write(UUID member, String name) {
    try {
      for (long number = 1; !stopping; number++) {
        write(member, name, name + "-" + number);
        LockSupport.parkNanos(BREATH.toNanos());
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private void write(UUID member, String name, String key) {
    long begun = System.nanoTime();
    try {
      keep(member, name, key);
    } finally {
      longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
    }
  }

  /** The longest that a write took since this was last asked, all its attempts together. */
  long longestNanos() {
    return longest.getAndSet(0);
  }

  private void keep(UUID member, String name, String key) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        history.append(NewMessage.from(member, Channel.TERMINAL, key, body(key)));
        acknowledged.add(key, source.lastPort());
        return;
      } catch (StoreException e) {
        if (e.sqlState().equals(NO_MEMBER)) {
          register(member, name);
        } else if (e.passing() && System.nanoTime() < deadline) {
          acknowledged.broke(e.sqlState());
        } else {
          throw e;
        }
      }
    }
  }

  /** On the server that the route leads to; what fails here, the next attempt shows. */
  private void register(UUID member, String name) {
    try {
      var unused = members.add(member, List.of(new Identity.Login(name)), name, Set.of());
      acknowledged.heard(source.lastPort());
    } catch (StoreException e) {
      if (!e.passing()) {
        throw e;
      }
      acknowledged.broke(e.sqlState());
    }
  }

  /** Waits until a server has kept its first write; answers whether it has. */
  boolean awaitFirst(int port, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (acknowledged.first(port).isEmpty() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return acknowledged.first(port).isPresent();
  }
}
