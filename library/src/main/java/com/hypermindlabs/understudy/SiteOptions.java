package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.reconcile.ConflictResolver;
import com.hypermindlabs.understudy.status.Event;
import com.zaxxer.hikari.HikariConfig;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the embedding application decides besides the settings.
 *
 * @param migration brings a server's schema up to date
 * @param pool sets properties of the pools
 * @param clock the wall clock
 * @param failFast whether a start without any server is an error
 * @param listeners hear of events
 * @param resolver decides conflicts of that policy
 * @param steps is told of each step of the protocols, for tests
 */
record SiteOptions(
    Migration migration,
    Consumer<HikariConfig> pool,
    Clock clock,
    boolean failFast,
    List<Consumer<Event>> listeners,
    ConflictResolver resolver,
    StepHook steps) {
  SiteOptions {
    listeners = List.copyOf(listeners);
  }
}
