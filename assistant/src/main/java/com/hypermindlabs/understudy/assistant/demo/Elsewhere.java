package com.hypermindlabs.understudy.assistant.demo;

import com.hypermindlabs.understudy.assistant.store.Channel;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Keys;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.NewMessage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Another writer, who goes straight to the revived primary and knows of no site. Thread-safe. */
final class Elsewhere implements AutoCloseable {
  private static final Duration BREATH = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Members members;
  private final ChatHistory history;
  private final Acknowledged acknowledged = new Acknowledged();
  private final Thread thread = new Thread(this::write, "demo-elsewhere");
  private volatile boolean stopping;
  private volatile boolean failed;

  Elsewhere(DataSource primary) {
    this.members = new Members(primary);
    this.history = new ChatHistory(primary);
  }

  Acknowledged acknowledged() {
    return acknowledged;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void write() {
    try {
      UUID member = new Keys().next();
      var unused =
          members.add(member, List.of(new Identity.Login("elsewhere")), "elsewhere", Set.of());
      for (long number = 1; !stopping; number++) {
        String key = "elsewhere-" + number;
        var unusedMessage =
            history.append(NewMessage.from(member, Channel.WEB, key, Traffic.body(key)));
        acknowledged.add(key, 0);
        LockSupport.parkNanos(BREATH.toNanos());
      }
    } catch (RuntimeException e) {
      failed = !stopping;
    }
  }

  /** Ends with its last write; answers by {@link #failed()} whether one failed. */
  @Override
  public void close() throws InterruptedException {
    stopping = true;
    thread.join(PATIENCE.toMillis());
  }

  boolean failed() {
    return failed;
  }
}
