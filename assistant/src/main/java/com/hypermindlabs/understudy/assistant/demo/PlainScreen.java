package com.hypermindlabs.understudy.assistant.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** Tells the play line by line, for logs and pipes. One thread. */
public final class PlainScreen implements Script {
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrintWriter out;
  private final long begun = System.nanoTime();

  /** Prints to where results go. */
  public PlainScreen(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void doing(String what) {
    line(what + " ...");
  }

  @Override
  public void done(String what) {
    line(what);
  }

  @Override
  public void stage(Stage stage) {
    line("primary " + stage.primaryEndpoint() + ", fallback " + stage.fallbackEndpoint());
  }

  private void line(String text) {
    double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
    out.println(String.format(Locale.ROOT, "[%5.1f s] %s", seconds, text));
  }
}
