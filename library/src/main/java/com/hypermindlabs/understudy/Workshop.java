package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.CaptureException;
import com.hypermindlabs.understudy.capture.Verdict;
import com.hypermindlabs.understudy.capture.Verdict.State;
import com.hypermindlabs.understudy.provision.DeclaredSettings;
import com.hypermindlabs.understudy.route.PrimaryIdentity;
import com.hypermindlabs.understudy.route.Readiness;
import com.hypermindlabs.understudy.route.RouteState;
import com.hypermindlabs.understudy.route.Router;
import com.hypermindlabs.understudy.status.Event;
import com.hypermindlabs.understudy.status.ReturnReport;
import com.hypermindlabs.understudy.status.ReturnText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leader's duties share: the engine, which is put together when it is first needed, and
 * the site's ears. Thread-safe.
 */
final class Workshop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);

  /** What becomes of the fallback of a site that is on its primary. */
  static final String REFILL = "the fallback is filled anew from it";

  /** Where the fallback holds what the primary lacks. */
  static final String UNMERGED = "nothing is merged into it until 'return --confirm-primary'";

  private final SiteParts parts;
  private final Router router;
  private final EventBus events;
  private final Returns returns;
  private final Map<String, Boolean> told = new HashMap<>();
  private final Set<String> behind = new HashSet<>();
  private @Nullable Engine engine;
  private volatile @Nullable Engine shown;
  private final Unproven unproven = new Unproven();
  private @Nullable PrimaryIdentity stranger;
  private volatile @Nullable String mirrorStopped;

  Workshop(SiteParts parts, Router router, EventBus events) {
    this.parts = parts;
    this.router = router;
    this.events = events;
    this.returns = new Returns(parts.directory().path());
  }

  SiteParts parts() {
    return parts;
  }

  Router router() {
    return router;
  }

  Returns returns() {
    return returns;
  }

  Instant now() {
    return parts.options().clock().instant();
  }

  Duration interval() {
    return parts.settings().failover().mirror().interval();
  }

  void publish(Event event) {
    events.publish(event);
  }

  /** The engine; both servers have to be known. */
  synchronized Engine engine() throws SQLException {
    if (engine != null) {
      return engine;
    }
    try (Connection primary = parts.sides().primary().open()) {
      return engine(primary);
    }
  }

  private synchronized Engine engine(Connection primary) throws SQLException {
    Engine standing = engine;
    if (standing == null) {
      standing =
          Engine.assemble(primary, parts.sides(), parts.settings().failover(), parts.extras());
      engine = standing;
      shown = standing;
    }
    return standing;
  }

  /**
   * The mirror stopped, in a cycle or before one could begin.
   *
   * @param reason null when it runs again
   */
  void mirrorStopped(@Nullable String reason) {
    mirrorStopped = reason;
    publish(
        new Event.MirrorChanged(now(), reason == null, reason == null ? "it runs again" : reason));
  }

  /** Why the mirror is stopped; null where it is not, and where this process does not lead. */
  @Nullable String mirrorStopped() {
    return parts.directory().leader().leading() ? mirrorStopped : null;
  }

  /** The engine if there is one, for what is shown. */
  @Nullable Engine shown() {
    return shown;
  }

  /** The next engine is put together anew. */
  synchronized void tearDown() {
    Engine standing = engine;
    engine = null;
    if (standing != null) {
      standing.close();
    }
  }

  /** Takes a sight of both servers, this time with what was just learned of the return. */
  void look(Supplier<Readiness> readiness) {
    RouteState unused = router.look(() -> parts.sight(router.state(), readiness.get()));
  }

  /** The gate may tell of a change of route that nobody has told of. */
  void lookAtGate() {
    router.believe(parts.gate().read());
  }

  /** The last return's report, while it lacks its proof. */
  @Nullable ReturnReport unproven() {
    return unproven.report();
  }

  /** A return is over; the next cycle of the mirror proves it. */
  void returned(ReturnReport report) {
    LOG.info("returned: {}", ReturnText.summary(report));
    returns.save(report);
    unproven.set(report);
  }

  /** Reports of a return whose leader died before the proof are proven by the next one. */
  void recall() {
    unproven.set(returns.latest().filter(last -> last.checksumsEqual() == null).orElse(null));
  }

  /** Both sides were looked at. */
  void proven(ReturnReport report) {
    unproven.set(null);
    returns.save(report);
    if (Boolean.FALSE.equals(report.checksumsEqual())) {
      LOG.error("after the return both sides differ: {}", ReturnText.table(report));
    } else {
      LOG.info("return proven: {}", ReturnText.summary(report));
    }
    tell(report);
  }

  /** The proof failed; the mirror does not wait for it for ever. */
  void notProven(ReturnReport report, SQLException failure) {
    if (unproven.failed(failure.getSQLState())) {
      LOG.error(
          "after the return both sides were not compared, and are not any more: {}; compare them by"
              + " other means if you need the proof",
          failure.getMessage());
      tell(report);
    } else {
      LOG.warn("compare both sides after the return: {}; tried again", failure.getMessage());
    }
  }

  private void tell(ReturnReport report) {
    publish(new Event.Returned(now(), report));
    if (report.total().held() > 0) {
      publish(new Event.Held(now(), report.total().held()));
    }
  }

  /**
   * Before the site goes to the primary: who is it? Nothing on the fallback waits to be handed back
   * then, or it was set aside, so another one is used all the same, and said.
   */
  void meetPrimary() {
    @Nullable FallbackSide fallback = parts.fallback();
    if (fallback == null || fallback.server() == null) {
      return;
    }
    try (Connection primary = parts.sides().primary().open()) {
      fallback.likeness().seen(DeclaredSettings.read(primary));
      PrimaryIdentity identity = engine(primary).identity(primary);
      if (!identity.trusted()) {
        stranger(identity, parts.directory().setAside().pending() ? UNMERGED : REFILL);
      }
    } catch (SQLException | CaptureException e) {
      LOG.debug("ask the primary who it is", e);
    }
  }

  /** The primary is not the old one. */
  void stranger(PrimaryIdentity identity, String consequence) {
    if (identity != stranger) {
      String reason = identity.said() + "; " + consequence;
      LOG.error("{}", reason);
      publish(new Event.PrimaryChanged(now(), identity, reason));
    }
    stranger = identity;
  }

  /** Tells of tables that the mirror had to leave behind, and of those that it carries again. */
  synchronized void stopped(Map<String, String> reasons) {
    for (Map.Entry<String, String> stop : reasons.entrySet()) {
      if (behind.add(stop.getKey())) {
        LOG.warn("{} is not carried any more: {}", stop.getKey(), stop.getValue());
        publish(new Event.TableChanged(now(), stop.getKey(), false, stop.getValue()));
      }
    }
    for (String table : List.copyOf(behind)) {
      if (!reasons.containsKey(table)) {
        behind.remove(table);
        LOG.info("{} is carried again", table);
        publish(new Event.TableChanged(now(), table, true, "it is carried again"));
      }
    }
  }

  /** Tells of tables that are protected no more, or again. */
  synchronized void planned(List<Verdict> verdicts) {
    for (Verdict verdict : verdicts) {
      boolean covered = verdict.state() == State.PROTECTED;
      String name = verdict.name().toString();
      @Nullable Boolean before = told.put(name, covered);
      if (before == null ? !covered : before != covered) {
        @Nullable String said = verdict.reason();
        String reason = said == null ? "both servers have it the same again" : said;
        if (covered) {
          LOG.info("{} is protected again: {}", name, reason);
        } else {
          LOG.warn("{} is not protected: {}", name, reason);
        }
        publish(new Event.TableChanged(now(), name, covered, reason));
      }
    }
  }

  @Override
  public void close() {
    tearDown();
  }
}
