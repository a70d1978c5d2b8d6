package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.AbsentTables;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.capture.OurNames;
import com.hypermindlabs.understudy.capture.PrimaryCapture;
import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TableName;
import com.hypermindlabs.understudy.capture.TableShape;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.capture.Verdict.State;
import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.mirror.Mirror;
import com.hypermindlabs.understudy.mirror.MirrorListener;
import com.hypermindlabs.understudy.provision.DeclaredSettings;
import com.hypermindlabs.understudy.reconcile.ConflictResolver;
import com.hypermindlabs.understudy.reconcile.Reconciler;
import com.hypermindlabs.understudy.route.PrimaryIdentity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What carries rows between the two servers, put together for one pair of them: capture, mirror,
 * journal and reconciler. One thread at a time, but for {@link #mirror()}.
 */
final class Engine implements AutoCloseable {
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);

  private final Sides sides;
  private final Coverage coverage;
  private final UUID site;
  private final OurNames names;
  private final PrimaryCapture capture;
  private final Mirror mirror;
  private final Reconciler reconciler;
  private List<Verdict> verdicts = List.of();
  private DeclaredSettings declared = new DeclaredSettings(Map.of());

  /**
   * How to reach the two servers.
   *
   * @param primary as the owner of the tables there
   * @param fallback as the owner of the tables here, past the gate
   * @param mirroring the same, by the application name of a mirror, so that an opening gate may end
   *     it
   */
  record Sides(Link primary, Link fallback, Link mirroring) {}

  private Engine(Sides sides, FailoverSettings settings, UUID site, OurNames names, Extras extras) {
    this.sides = sides;
    this.coverage = new Coverage(settings);
    this.site = site;
    this.names = names;
    this.capture = new PrimaryCapture(sides.primary(), names, LOCK_PATIENCE);
    this.mirror =
        new Mirror(
            sides.primary(),
            sides.mirroring(),
            site,
            names,
            settings.mirror(),
            extras.listener(),
            extras.steps());
    this.reconciler =
        new Reconciler(
            sides.primary(),
            sides.fallback(),
            site,
            names,
            settings.conflicts(),
            extras.resolver(),
            extras.steps());
  }

  /**
   * What the embedding application and tests add.
   *
   * @param listener hears of the mirror
   * @param resolver decides conflicts of that policy
   * @param steps is told of each step
   */
  record Extras(MirrorListener listener, ConflictResolver resolver, StepHook steps) {}

  /**
   * Asks both servers for what names it; installs nothing.
   *
   * @param primary a connection to that side, which stays open
   */
  static Engine assemble(Connection primary, Sides sides, FailoverSettings settings, Extras extras)
      throws SQLException {
    OurNames names = OurNames.choose(primary);
    return new Engine(sides, settings, siteOf(sides.fallback()), names, extras);
  }

  static UUID siteOf(Link fallback) throws SQLException {
    try (Connection connection = fallback.open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id FROM understudy.site")) {
      if (!row.next()) {
        throw new SQLException("the fallback's table understudy.site is empty", "55000");
      }
      return Objects.requireNonNull(row.getObject(1, UUID.class));
    }
  }

  /**
   * Looks at both catalogs anew, and brings capture, guards and journals into place.
   *
   * @return what is done with each table now
   */
  List<Verdict> refresh() throws SQLException {
    Coverage.Decision decided;
    Map<TableName, String> waiting;
    // One connection: over a slow link a login takes longer than all that is asked.
    try (Connection primary = sides.primary().open()) {
      declared = DeclaredSettings.read(primary);
      decided = coverage.decide(Coverage.shapes(primary), sides.fallback());
      waiting =
          capture.install(primary, captured(decided.verdicts())).stream()
              .collect(
                  Collectors.toMap(
                      PrimaryCapture.Waiting::table,
                      one -> "its capture on the primary waits: " + one.reason()));
    }
    List<Verdict> closed =
        decided.verdicts().stream()
            .map(verdict -> Coverage.close(verdict, waiting.get(verdict.name())))
            .toList();
    verdicts = coverage.journaled(sides.fallback(), closed);
    new AbsentTables(sides.fallback()).note(decided.absences());
    return verdicts;
  }

  private static List<TableShape> captured(List<Verdict> verdicts) {
    return verdicts.stream()
        .filter(verdict -> verdict.state() == State.PROTECTED)
        .map(Verdict::primary)
        .filter(Objects::nonNull)
        .toList();
  }

  /** What {@link #refresh()} said last; nothing before. */
  List<Verdict> verdicts() {
    return verdicts;
  }

  /** What the primary declared for our role at the last {@link #refresh()}. */
  DeclaredSettings declared() {
    return declared;
  }

  Mirror mirror() {
    return mirror;
  }

  Reconciler reconciler() {
    return reconciler;
  }

  OurNames names() {
    return names;
  }

  UUID site() {
    return site;
  }

  /** Whether the primary is the one that the fallback's data is from. */
  PrimaryIdentity identity() throws SQLException {
    try (Connection primary = sides.primary().open()) {
      return identity(primary);
    }
  }

  /** The same, asked of a connection to it. */
  PrimaryIdentity identity(Connection primary) throws SQLException {
    return switch (mirror.identity(primary)) {
      case SAME -> PrimaryIdentity.SAME;
      case UNKNOWN_SITE -> PrimaryIdentity.NEVER_MIRRORED;
      case LOST_COMMITS -> PrimaryIdentity.LOST_COMMITS;
      case OVERTAKEN -> PrimaryIdentity.OVERTAKEN;
      case OTHER_DATABASE -> PrimaryIdentity.OTHER_DATABASE;
    };
  }

  @Override
  public void close() {
    reconciler.release();
    mirror.close();
  }
}
