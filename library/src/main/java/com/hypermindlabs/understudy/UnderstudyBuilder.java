package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.reconcile.ConflictResolver;
import com.hypermindlabs.understudy.status.Event;
import com.zaxxer.hikari.HikariConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Describes an {@link Understudy} and starts it. Not thread-safe. */
public final class UnderstudyBuilder {
  private final Settings settings;
  private final List<Consumer<Event>> listeners = new ArrayList<>();
  private Migration migration = Migration.NONE;
  private Consumer<HikariConfig> pool = config -> {};
  private Clock clock = Clock.systemUTC();
  private ConflictResolver resolver = ConflictResolver.NONE;
  private StepHook steps = StepHook.NONE;
  private boolean failFast;

  UnderstudyBuilder(Settings settings) {
    this.settings = settings;
  }

  /** What brings a server's schema up to date; run on each server through its own connections. */
  public UnderstudyBuilder migrations(Migration migrations) {
    this.migration = migrations;
    return this;
  }

  /**
   * Sets properties of the two pools, as their size (10 unless set). Timeouts of borrowing and
   * validation, the data source and the pool's name stay the library's.
   */
  public UnderstudyBuilder pool(Consumer<HikariConfig> customizer) {
    this.pool = customizer;
    return this;
  }

  /** The wall clock for what is shown to people; nothing is decided by it. */
  public UnderstudyBuilder clock(Clock wall) {
    this.clock = wall;
    return this;
  }

  /** With true a start without any server that serves throws; else it returns in mode outage. */
  public UnderstudyBuilder failFast(boolean flag) {
    this.failFast = flag;
    return this;
  }

  /** Decides conflicts where the policy is {@code resolver}; without one they are held. */
  public UnderstudyBuilder resolver(ConflictResolver decider) {
    this.resolver = decider;
    return this;
  }

  /** Is told of each step of mirror and return as it is reached: for tests. */
  UnderstudyBuilder steps(StepHook hook) {
    this.steps = hook;
    return this;
  }

  /** Hears of events, those of the start included. */
  public UnderstudyBuilder onEvent(Consumer<Event> listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Chooses a route, migrates that server and starts watching. Choosing takes no longer than one
   * probe's budget where the fallback runs or the primary serves; the very first start without a
   * primary takes as long as provisioning a fallback does.
   *
   * @throws StartException when the chosen server cannot be migrated, or when nothing serves and
   *     fail fast is set
   * @throws com.hypermindlabs.understudy.route.StateDirectoryException when the state directory
   *     cannot be used
   */
  public Understudy start() {
    Site site =
        new Site(
            new SiteParts(
                settings,
                new SiteOptions(migration, pool, clock, failFast, listeners, resolver, steps)));
    try {
      site.start();
      return new Understudy(site);
    } catch (RuntimeException e) {
      site.close();
      throw e;
    }
  }
}
