package com.hypermindlabs.understudy.benchmarks;

import com.hypermindlabs.understudy.config.MirrorSettings;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Takes a mirror's cycles with the usual pause between two of them, until it is closed. */
final class MirrorThread implements AutoCloseable {
  private static final long PAUSE_MILLIS = MirrorSettings.defaults().interval().toMillis();

  private final BenchMirror mirror;
  private final Thread thread = new Thread(this::cycles, "bench-mirror");
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicReference<@Nullable RuntimeException> failed = new AtomicReference<>();

  private MirrorThread(BenchMirror mirror) {
    this.mirror = mirror;
  }

  static MirrorThread start(BenchMirror mirror) {
    MirrorThread started = new MirrorThread(mirror);
    started.thread.setDaemon(true);
    started.thread.start();
    return started;
  }

  private void cycles() {
    try {
      do {
        mirror.step();
      } while (!end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (RuntimeException e) {
      failed.set(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How old what the fallback has is, in milliseconds; fails when a cycle has failed. */
  double age() {
    @Nullable RuntimeException e = failed.get();
    if (e != null) {
      throw new IllegalStateException("a mirror stopped", e);
    }
    @Nullable Long lag = mirror.status().lagMs();
    return lag == null ? Double.NaN : lag;
  }

  /** Waits for the cycle under way. */
  @Override
  public void close() {
    end.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
