package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.health.Health;
import com.hypermindlabs.understudy.health.Monitor;
import com.hypermindlabs.understudy.health.Probe;
import com.hypermindlabs.understudy.health.ServerProbe;
import com.hypermindlabs.understudy.route.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The monitors of both servers; that of the fallback follows it to another port. Thread-safe. */
final class Monitors implements AutoCloseable {
  private final FailoverSettings settings;
  private final @Nullable Probe ofPrimary;
  private final @Nullable FallbackSide fallback;
  private Monitor.Listener primaryReadings = (reading, health) -> {};
  private Monitor.Listener fallbackReadings = (reading, health) -> {};
  private @Nullable Monitor primaryMonitor;
  private @Nullable Monitor fallbackMonitor;
  private @Nullable ConnectionTarget watchedFallback;
  private boolean running;

  /**
   * Starts nothing.
   *
   * @param ofPrimary reads the primary; null when none is configured
   * @param fallback null when it is switched off
   */
  Monitors(FailoverSettings settings, @Nullable Probe ofPrimary, @Nullable FallbackSide fallback) {
    this.settings = settings;
    this.ofPrimary = ofPrimary;
    this.fallback = fallback;
  }

  /** Who hears of readings; to be said before the start. */
  synchronized void readingsGoTo(Monitor.Listener ofThePrimary, Monitor.Listener ofTheFallback) {
    primaryReadings = ofThePrimary;
    fallbackReadings = ofTheFallback;
  }

  synchronized void start() {
    running = true;
    Probe probe = ofPrimary;
    if (probe != null) {
      primaryMonitor =
          new Monitor("primary", probe, settings.probe(), settings.calm(), primaryReadings);
      primaryMonitor.start();
    }
    watchFallback();
  }

  /** The fallback has become known, or has come up on another port: watch it there. */
  synchronized void watchFallback() {
    FallbackSide side = fallback;
    if (!running || side == null || side.server() == null) {
      return;
    }
    ConnectionTarget target = side.application();
    if (target.equals(watchedFallback)) {
      return;
    }
    if (fallbackMonitor != null) {
      fallbackMonitor.close();
    }
    watchedFallback = target;
    fallbackMonitor =
        new Monitor(
            "fallback",
            new ServerProbe(target, settings.probe().timeout()),
            settings.probe(),
            Duration.ZERO,
            fallbackReadings);
    fallbackMonitor.start();
  }

  /** What is thought of a server now. */
  synchronized Health health(Target target) {
    Monitor monitor = of(target);
    return monitor == null ? new Health.Unknown() : monitor.health();
  }

  /** Wakes the monitor of a server. */
  synchronized void suspect(Target target) {
    Monitor monitor = of(target);
    if (monitor != null) {
      monitor.suspect();
    }
  }

  private @Nullable Monitor of(Target target) {
    return target == Target.PRIMARY ? primaryMonitor : fallbackMonitor;
  }

  /** Waits for their threads, without a lock: their listeners may be on their way in here. */
  @Override
  public void close() {
    @Nullable Monitor primary;
    @Nullable Monitor other;
    synchronized (this) {
      running = false;
      primary = primaryMonitor;
      other = fallbackMonitor;
    }
    if (primary != null) {
      primary.close();
    }
    if (other != null) {
      other.close();
    }
  }
}
