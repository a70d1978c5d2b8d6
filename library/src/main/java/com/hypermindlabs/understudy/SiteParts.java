package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.config.CarriedProperties;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionFactory.Timeouts;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.ProbeSettings;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.health.ClusterProbe;
import com.hypermindlabs.understudy.health.Health;
import com.hypermindlabs.understudy.health.Probe;
import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.Reading;
import com.hypermindlabs.understudy.pool.PoolSettings;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.route.Gate;
import com.hypermindlabs.understudy.route.Readiness;
import com.hypermindlabs.understudy.route.RouteState;
import com.hypermindlabs.understudy.route.Side;
import com.hypermindlabs.understudy.route.Sight;
import com.hypermindlabs.understudy.route.StateDirectory;
import com.hypermindlabs.understudy.route.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a site is made of. Thread-safe. */
final class SiteParts implements AutoCloseable {
  private final Settings settings;
  private final SiteOptions options;
  private final StateDirectory directory;
  private final ConnectionFactory poolFactory;
  private final ConnectionFactory mirroring;
  private final @Nullable PrimarySide primary;
  private final @Nullable FallbackSide fallback;
  private final @Nullable Probe primaryProbe;
  private final Monitors monitors;
  private volatile @Nullable Reading firstReading;
  private final SeedWatch seeding = new SeedWatch();
  private @Nullable Problem mistake;

  /** Opens the state directory, and nothing else. */
  SiteParts(Settings settings, SiteOptions options) {
    this.settings = settings;
    this.options = options;
    this.directory = StateDirectory.open(settings.stateDirectory());
    ProbeSettings probe = settings.failover().probe();
    String name = "understudy/" + directory.siteName();
    // Application queries may take as long as they like; a dead link is the probe's to notice.
    this.poolFactory =
        new ConnectionFactory(
            name, new Timeouts(probe.timeout(), probe.timeout().multipliedBy(4), Duration.ZERO));
    ConnectionFactory bounded =
        new ConnectionFactory(
            name + "/own",
            new Timeouts(probe.timeout(), probe.timeout().multipliedBy(4), Duration.ofMinutes(5)));
    DatabaseSettings database = settings.database();
    this.mirroring =
        new ConnectionFactory(
            name + "/mirror",
            new Timeouts(probe.timeout(), probe.timeout().multipliedBy(4), Duration.ofMinutes(5)));
    this.primary =
        database == null ? null : new PrimarySide(database, bounded, name, options.migration());
    this.fallback =
        settings.fallback().enabled() ? fallback(settings, options, bounded, primary) : null;
    this.primaryProbe = database == null ? null : new ClusterProbe(database, probe.timeout());
    this.monitors = new Monitors(settings.failover(), primaryProbe, fallback);
  }

  private static FallbackSide fallback(
      Settings settings,
      SiteOptions options,
      ConnectionFactory factory,
      @Nullable PrimarySide there) {
    Provisioner provisioner =
        new Provisioner(settings.fallback(), settings.stateDirectory(), new ProvisionLog());
    Likeness likeness =
        there == null
            ? new Likeness(provisioner, CarriedProperties.NONE, null)
            : new Likeness(provisioner, there.settings().carried(), there.link());
    return new FallbackSide(
        provisioner,
        factory,
        likeness,
        new FallbackPreparation(
            factory, options.migration(), new Coverage(settings.failover()), likeness));
  }

  Settings settings() {
    return settings;
  }

  SiteOptions options() {
    return options;
  }

  StateDirectory directory() {
    return directory;
  }

  ConnectionFactory poolFactory() {
    return poolFactory;
  }

  PoolSettings poolSettings() {
    return new PoolSettings(
        settings.failover().borrowTimeout(), settings.failover().probe().timeout(), options.pool());
  }

  @Nullable PrimarySide primary() {
    return primary;
  }

  @Nullable FallbackSide fallback() {
    return fallback;
  }

  /** Whether there are two servers between which rows can be carried. */
  boolean mirrors() {
    FallbackSide side = fallback;
    return primary != null && side != null && side.ready();
  }

  /** The fallback, once it is known. */
  FallbackSide knownFallback() {
    FallbackSide side = fallback;
    if (side == null || side.server() == null) {
      throw new IllegalStateException("the fallback is not known yet");
    }
    return side;
  }

  /** How to reach both servers as the owner of their tables. */
  Engine.Sides sides() {
    PrimarySide there = primary;
    FallbackSide here = knownFallback();
    if (there == null) {
      throw new IllegalStateException("no primary is configured");
    }
    return new Engine.Sides(there.link(), here.link(), () -> here.open(mirroring));
  }

  /** What embedder and tests add to the engine. */
  Engine.Extras extras() {
    return new Engine.Extras(seeding, options.resolver(), options.steps());
  }

  /** What is known of a first seed under way. */
  SeedWatch seeding() {
    return seeding;
  }

  /** Brings the primary's schema up to date, before anything is handed back to it. */
  void migratePrimary() throws Exception {
    PrimarySide there = primary;
    if (there != null) {
      there.migrate();
    }
  }

  /** The gate; one that is never there where the fallback is switched off. */
  Gate gate() {
    FallbackSide side = fallback;
    return side == null ? NoGate.INSTANCE : EmptyFallback.gate(settings, side);
  }

  /** The monitors of both servers. */
  Monitors monitors() {
    return monitors;
  }

  /** What is thought of a server now. */
  Health health(Target target) {
    return monitors.health(target);
  }

  /** The last reading of a server; null before the first. */
  @Nullable Reading lastReading(Target target) {
    @Nullable Reading last = HealthView.last(health(target));
    return last == null && target == Target.PRIMARY ? firstReading : last;
  }

  /** A reading of the primary, now; null when none is configured. */
  @Nullable Reading readPrimary() {
    Probe probe = primaryProbe;
    @Nullable Reading reading = probe == null ? null : probe.read(true);
    firstReading = reading;
    return reading;
  }

  /** The route's view of the primary. */
  Side primaryView(boolean nothingElse) {
    return primary == null
        ? new Side.Absent()
        : HealthView.side(health(Target.PRIMARY), nothingElse);
  }

  /** The route's view of both, where the site stands there. */
  Sight sight(RouteState state, Readiness readiness) {
    return new Sight(primaryView(state instanceof RouteState.Outage), fallbackView(), readiness);
  }

  /** The route's view of the fallback. */
  private Side fallbackView() {
    FallbackSide side = fallback;
    if (side == null) {
      return new Side.Absent();
    }
    if (side.ready()) {
      return HealthView.side(health(Target.FALLBACK), true);
    }
    Problem problem = side.problem();
    return problem == null ? new Side.Doubtful() : new Side.Down(problem);
  }

  /** Whether this mistake in the settings has not been told of yet. */
  synchronized boolean newMistake(Problem problem) {
    boolean unseen = !problem.equals(mistake);
    mistake = problem;
    return unseen;
  }

  @Override
  public void close() {
    FallbackSide side = fallback;
    if (side != null) {
      side.close();
    }
    Probe probe = primaryProbe;
    if (probe != null) {
      probe.close();
    }
    directory.close();
  }
}
