package com.hypermindlabs.understudy.assistant.bot;

import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.Event;
import com.hypermindlabs.understudy.status.ReturnReport;
import com.hypermindlabs.understudy.status.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A site that stands as a test says. */
public final class FixedSite implements Around.Site {
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
  private volatile StatusReport report = report(Mode.NORMAL, 1, null);

  @Override
  public StatusReport status() {
    return report;
  }

  @Override
  public void onEvent(Consumer<Event> listener) {
    listeners.add(listener);
  }

  /** Changes mode and tells. */
  public void turn(Mode to, long epoch, ReturnReport lastReturn) {
    StatusReport before = report;
    report = report(to, epoch, lastReturn);
    Event event =
        new Event.ModeChanged(
            Instant.now(), before.mode(), to, epoch, "tried", Duration.ofMillis(5), null);
    listeners.forEach(listener -> listener.accept(event));
  }

  /** A report of that mode. */
  public static StatusReport report(Mode mode, long epoch, ReturnReport lastReturn) {
    return new StatusReport(
        mode,
        new StatusReport.RouteStatus("primary", "db:5432", epoch, Instant.EPOCH, "tried"),
        new StatusReport.PrimaryStatus(true, "db:5432", true, 1.0, "18.4", null),
        new StatusReport.FallbackStatus(
            true, "embedded", "127.0.0.1:1", true, true, "18.4", false, null, null),
        new StatusReport.MirrorStatus("running", 1.0, 0L, Instant.EPOCH, null),
        new StatusReport.JournalStatus(0L, null),
        0,
        List.of(),
        List.of(),
        lastReturn);
  }

  /** The account of a return with that epoch. */
  public static ReturnReport returned(long epoch) {
    return new ReturnReport(
        epoch, Instant.EPOCH, Instant.EPOCH, "tried", 1, Duration.ofMillis(3), List.of());
  }
}
