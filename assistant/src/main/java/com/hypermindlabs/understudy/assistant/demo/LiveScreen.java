package com.hypermindlabs.understudy.assistant.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Paints the play in place, on a terminal of 80 columns and 24 lines at least. Thread-safe. */
public final class LiveScreen implements Script, AutoCloseable {
  private static final long BEAT_MILLIS = 150;
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrintWriter out;
  private final Style style;
  private final long begun = System.nanoTime();
  private final List<Frame.Line> lines = new ArrayList<>();
  private final Pulse pulse = new Pulse();
  private final ScheduledExecutorService painter =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "demo-screen");
            thread.setDaemon(true);
            return thread;
          });
  private String doing = "";
  private @Nullable Stage stage;
  private Stage.@Nullable Sight sight;
  private boolean over;
  private int painted;

  /** Paints nothing before {@link #open}. */
  public LiveScreen(PrintWriter out, Style style) {
    this.out = out;
    this.style = style;
  }

  /** Begins to paint. */
  public LiveScreen open() {
    var unused = painter.scheduleAtFixedRate(this::beat, 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    return this;
  }

  @Override
  public synchronized void doing(String what) {
    doing = what;
  }

  @Override
  public synchronized void done(String what) {
    doing = "";
    lines.add(new Frame.Line(seconds(), what));
    paint();
  }

  @Override
  public synchronized void stage(Stage now) {
    stage = now;
  }

  /** Paints for the last time, and leaves the picture standing. */
  @Override
  public synchronized void close() {
    if (!painter.isShutdown()) {
      painter.shutdownNow();
      doing = "";
      paint();
    }
  }

  private synchronized void beat() {
    if (painter.isShutdown()) {
      return;
    }
    Stage looked = stage;
    if (looked != null && !over) {
      try {
        sight = looked.look();
        pulse.take(sight);
      } catch (RuntimeException e) {
        over = true; // taken down; the last sight stays
      }
    }
    paint();
  }

  private void paint() {
    Stage.Sight seen = sight;
    Frame.Scenery scenery = null;
    Stage known = stage;
    if (seen != null && known != null) {
      scenery =
          new Frame.Scenery(
              known.version(),
              known.primaryEndpoint(),
              known.fallbackEndpoint(),
              seen,
              pulse.bars(style));
    }
    List<String> picture = new Frame(seconds(), scenery, lines, doing).paint(style);
    StringBuilder text = new StringBuilder();
    if (painted > 0) {
      text.append("\033[").append(painted).append("A\r");
    }
    picture.forEach(line -> text.append(line).append("\033[K\n"));
    text.append("\033[J");
    painted = picture.size();
    out.print(text);
    out.flush();
  }

  private double seconds() {
    return (System.nanoTime() - begun) / NANOS_PER_SECOND;
  }
}
