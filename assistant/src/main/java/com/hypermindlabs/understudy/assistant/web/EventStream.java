package com.hypermindlabs.understudy.assistant.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One browser that listens. Writes without blocking, so that it takes no thread while nothing is
 * new and no slow browser holds anyone up. Thread-safe.
 */
final class EventStream implements WriteListener {
  private final ServletOutputStream out;
  private final Feed feed;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final AtomicInteger wakes = new AtomicInteger();
  private final AtomicBoolean beat = new AtomicBoolean();
  private volatile boolean writable;
  private volatile boolean closing;
  private boolean unflushed;

  EventStream(ServletOutputStream out, Feed feed) {
    this.out = out;
    this.feed = feed;
  }

  /** Begins to write. */
  void start() {
    beat.set(true);
    out.setWriteListener(this);
  }

  /** When it is over, whoever ended it. */
  CompletableFuture<Void> done() {
    return done;
  }

  /** Something may be new. Returns at once, from whatever thread. */
  void wake() {
    if (wakes.getAndIncrement() > 0) {
      // Who is at it looks again.
      return;
    }
    int seen = 1;
    do {
      seen = wakes.get();
      pump();
    } while (wakes.addAndGet(-seen) > 0);
  }

  /** Shows a connection that is gone, and keeps one that is not. */
  void beat() {
    beat.set(true);
    wake();
  }

  /** Ends it once what is being written is out. */
  void close() {
    closing = true;
    wake();
  }

  @Override
  public void onWritePossible() {
    writable = true;
    wake();
  }

  @Override
  public void onError(Throwable thrown) {
    end();
  }

  private void pump() {
    try {
      while (writable && !done.isDone() && out.isReady()) {
        if (unflushed) {
          unflushed = false;
          out.flush();
          continue;
        }
        if (closing) {
          end();
          return;
        }
        String next = feed.next();
        if (next.isEmpty() && feed.over()) {
          end();
          return;
        }
        if (beat.getAndSet(false) && next.isEmpty()) {
          next = Frames.BEAT;
        }
        if (next.isEmpty()) {
          return;
        }
        out.write(next.getBytes(StandardCharsets.UTF_8));
        unflushed = true;
      }
    } catch (IOException | RuntimeException e) {
      // The browser is gone; there is nobody to tell.
      end();
    }
  }

  private void end() {
    if (done.complete(null)) {
      feed.closed();
    }
  }
}
