package com.hypermindlabs.understudy.assistant.knowledge;

import com.hypermindlabs.understudy.assistant.model.ModelException;
import com.hypermindlabs.understudy.assistant.store.PassageEmbeddings.Count;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again for passages without a meaning and gives them one, on a thread of its own,
 * with progress in the log. Starts with {@link #start}; thread-safe.
 */
public final class MeaningsInBackground implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MeaningsInBackground.class);
  private static final Duration TELL = Duration.ofSeconds(15);

  private final Supplier<@Nullable Meanings> meanings;
  private final BooleanSupplier wanted;
  private final Duration pause;
  private final CountDownLatch closed = new CountDownLatch(1);
  private long told;
  private boolean failing;

  /**
   * @param meanings what there is to do; null while the model is not there
   * @param wanted whether it is a good time; asked before each batch
   * @param pause between two looks
   */
  public MeaningsInBackground(
      Supplier<@Nullable Meanings> meanings, BooleanSupplier wanted, Duration pause) {
    this.meanings = meanings;
    this.wanted = wanted;
    this.pause = pause;
  }

  /** Begins. */
  public void start() {
    Thread thread = new Thread(this::loop, "assistant-meanings");
    thread.setDaemon(true);
    thread.start();
  }

  private void loop() {
    try {
      do {
        look();
      } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    @Nullable Meanings todo = meanings.get();
    if (todo == null) {
      return;
    }
    try {
      AtomicLong done = new AtomicLong();
      int passedOver =
          todo.run(
              () -> closed.getCount() > 0 && wanted.getAsBoolean(),
              count -> {
                done.addAndGet(count);
                tell(todo);
              });
      failing = false;
      if (done.get() > passedOver) {
        LOG.info("{} passages have got their meaning", done.get() - passedOver);
      }
    } catch (ModelException e) {
      warnOnce("the model of meanings does not answer: " + e.reason());
    } catch (StoreException e) {
      warnOnce(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.warn("give passages their meaning", e);
    }
  }

  private void warnOnce(String why) {
    if (!failing) {
      LOG.warn("passages wait for their meaning, and are found by words meanwhile: {}", why);
    }
    failing = true;
  }

  private void tell(Meanings todo) {
    long now = System.nanoTime();
    if (told == 0) {
      told = now;
    } else if (now - told > TELL.toNanos()) {
      told = now;
      Count count = todo.count();
      LOG.info("{} of {} passages have their meaning", count.done(), count.all());
    }
  }

  /** Ends after the batch at hand. */
  @Override
  public void close() {
    closed.countDown();
  }
}
