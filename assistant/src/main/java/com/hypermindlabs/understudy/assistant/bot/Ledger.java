package com.hypermindlabs.understudy.assistant.bot;

import com.hypermindlabs.understudy.assistant.store.BotLedger;
import com.hypermindlabs.understudy.assistant.store.BotPost;
import com.hypermindlabs.understudy.assistant.store.BotPosted;
import com.hypermindlabs.understudy.assistant.store.BotUpdate;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger as it outlives a failover. A call waits until the database serves; and what was
 * written of late is written again once the route has changed, since the fallback may be behind by
 * a cycle of the mirror: nothing that was fetched is forgotten there, and nothing that was sent is
 * sent again. Thread-safe.
 */
public final class Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  /** Longer than the mirror is behind while the site may still fail over without a warning. */
  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  /** For how long it is of use to know what was answered: services deliver again within days. */
  private static final Duration KEPT = Duration.ofDays(30);

  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final BotLedger ledger;
  private final InstantSource clock;
  private final Deque<Written> recent = new ArrayDeque<>();

  private record Written(long millis, Runnable again) {}

  /** Over the rows of an account. */
  public Ledger(BotLedger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Where fetching goes on. */
  public Optional<BotLedger.Cursor> cursor() throws InterruptedException {
    return patiently(ledger::cursor);
  }

  /** Keeps what was fetched, and that it was. */
  public void receive(List<BotUpdate> updates, BotLedger.Cursor cursor)
      throws InterruptedException {
    write(() -> ledger.receive(updates, cursor));
  }

  /** What is not answered yet, in order; at once or not at all. */
  public List<BotUpdate> unanswered(int limit) {
    return ledger.unanswered(limit);
  }

  /** What was decided on to be sent. */
  public List<BotPost> intended(String key) throws InterruptedException {
    return patiently(() -> ledger.intended(key));
  }

  /** Decides on what is sent, unless that was decided on before; answers what is sent. */
  public List<BotPost> intend(List<BotPost> posts) throws InterruptedException {
    List<BotPost> decided = patiently(() -> ledger.intend(posts));
    remember(() -> ledger.intend(decided));
    return decided;
  }

  /** When posts were sent, or may have been, the oldest first; those under a key are left out. */
  public List<Instant> sentSince(Instant since, String exceptKey) throws InterruptedException {
    return patiently(() -> ledger.sentSince(since, exceptKey));
  }

  /** The parts that are done. */
  public Set<Integer> done(String key) throws InterruptedException {
    return patiently(() -> ledger.done(key));
  }

  /** Keeps what became of a post. */
  public void posted(BotPosted posted) throws InterruptedException {
    write(() -> ledger.posted(posted));
  }

  /** Forgets what was answered long ago; at once or not at all. */
  void prune() {
    ledger.prune(clock.instant().minus(KEPT));
  }

  /**
   * The route has changed: what was written of late is written where it leads now.
   *
   * @throws StoreException when the database does not serve yet
   */
  public void routeChanged() {
    List<Written> again;
    synchronized (recent) {
      again = List.copyOf(recent);
    }
    again.forEach(written -> written.again().run());
  }

  private void write(Runnable work) throws InterruptedException {
    patiently(
        () -> {
          work.run();
          return true;
        });
    remember(work);
  }

  private void remember(Runnable work) {
    synchronized (recent) {
      long now = clock.millis();
      recent.add(new Written(now, work));
      while (recent.getFirst().millis() < now - REMEMBERED.toMillis()) {
        recent.removeFirst();
      }
    }
  }

  /**
   * Repeats the work until the database serves. Work that fails for another reason is a mistake of
   * ours, which waiting does not mend.
   *
   * @throws StoreException when it is not of the passing kind
   */
  public static <T> T patiently(Supplier<T> work) throws InterruptedException {
    Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT);
    while (true) {
      try {
        return work.get();
      } catch (StoreException e) {
        if (!e.passing()) {
          throw e;
        }
        LOG.debug("wait for the database: {}", e.getMessage());
      }
      backoff.sleep();
    }
  }
}
