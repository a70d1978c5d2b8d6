package com.hypermindlabs.understudy.assistant.demo;

import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.StatusReport;

/** What can be looked at while the play goes on. Thread-safe. */
public final class Stage {
  private final DemoSite site;
  private final Acknowledged acknowledged;
  private volatile Primary primary = Primary.SERVING;

  Stage(DemoSite site, Acknowledged acknowledged) {
    this.site = site;
    this.acknowledged = acknowledged;
  }

  /** What has become of the primary. */
  enum Primary {
    SERVING,
    KILLED,
    BACK
  }

  /**
   * One look.
   *
   * @param mode the site's
   * @param epoch the route's
   * @param primary the primary
   * @param byPrimary how many writes it has acknowledged
   * @param byFallback how many the fallback has
   */
  record Sight(Mode mode, long epoch, Primary primary, long byPrimary, long byFallback) {
    boolean onFallback() {
      return mode == Mode.DEGRADED || mode == Mode.RETURNING;
    }
  }

  void primary(Primary now) {
    primary = now;
  }

  String version() {
    return site.fallback().version().toString();
  }

  String primaryEndpoint() {
    return site.primary().application().endpoint().toString();
  }

  String fallbackEndpoint() {
    return site.fallback().application().endpoint().toString();
  }

  Sight look() {
    StatusReport status = site.understudy().status();
    return new Sight(
        status.mode(),
        status.route().epoch(),
        primary,
        acknowledged.count(site.primaryPort()),
        acknowledged.count(site.fallbackPort()));
  }
}
