package com.hypermindlabs.understudy.assistant.demo;

import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Keys;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.server.ServerException;
import com.hypermindlabs.understudy.status.ReturnReport;
import com.hypermindlabs.understudy.status.StatusReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The play itself. One object, one performance; one thread. */
public final class Demo {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration CATCH_UP = Duration.ofSeconds(20);
  private static final Collisions COLLISIONS = new Collisions(5);
  private static final long LOOK_MILLIS = 20;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final DemoOptions options;
  private final Script script;
  private final long begun = System.nanoTime();

  /** Starts nothing. */
  public Demo(DemoOptions options, Script script) {
    this.options = options;
    this.script = script;
  }

  /**
   * Plays it and takes everything down, whatever happens, also when the process is ended by a
   * signal meanwhile.
   *
   * @throws Exception when a part of the play could not be played at all
   */
  public DemoResult play() throws Exception {
    Cleanup cleanup = new Cleanup();
    Thread atSignal = new Thread(cleanup::close, "demo-cleanup");
    Runtime.getRuntime().addShutdownHook(atSignal);
    try {
      return play(cleanup);
    } finally {
      cleanup.close();
      forget(atSignal);
    }
  }

  private static void forget(Thread hook) {
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the process is ending already
    }
  }

  private DemoResult play(Cleanup cleanup) throws Exception {
    DemoSite site = DemoSite.build(options.mode(), cleanup, script);
    Traffic traffic = new Traffic(site.understudy().dataSource());
    Stage stage = new Stage(site, traffic.acknowledged());
    script.done("two servers are up, PostgreSQL " + stage.version() + " each, on this machine");
    script.stage(stage);
    traffic.start();
    require(
        traffic.awaitFirst(site.primaryPort(), PATIENCE), "no write came through to begin with");
    script.done(Traffic.WRITERS + " threads write through one DataSource to the primary");
    COLLISIONS.prepare(site.understudy().dataSource());
    String guard = knockAtTheClosedFallback(site);
    awaitMirrored(site);
    script.done("the fallback is mirrored, and closed: it refuses a write with " + guard);
    pause();
    double failoverMs = killPrimary(site, traffic, stage);
    COLLISIONS.changeHere(site.understudy().dataSource());
    pause();
    revive(site, stage, cleanup);
    Elsewhere elsewhere = new Elsewhere(site.directToPrimary());
    COLLISIONS.changeThere(site.directToPrimary());
    elsewhere.start();
    script.done("both sides have changed the same rows, and others write there");
    double pauseMs = awaitReturn(site, traffic, stage);
    pause();
    return account(site, stage, new Cast(traffic, elsewhere), guard, failoverMs, pauseMs);
  }

  /** Who writes. */
  private record Cast(Traffic traffic, Elsewhere elsewhere) {}

  private DemoResult account(
      DemoSite site, Stage stage, Cast cast, String guard, double failoverMs, double pauseMs)
      throws Exception {
    script.doing("letting the last writes end, then looking up every one");
    cast.traffic().close();
    cast.elsewhere().close();
    Acknowledged routed = cast.traffic().acknowledged();
    Acknowledged past = cast.elsewhere().acknowledged();
    Rows.Compared compared = compare(site);
    Map<String, List<String>> rows = Audit.rows(site.directToPrimary());
    DemoResult result =
        new DemoResult(
            stage.version(),
            failoverMs,
            pauseMs,
            new DemoResult.Writes(
                routed.count(site.primaryPort()),
                routed.count(site.fallbackPort()),
                past.count(0),
                routed.broken()),
            Audit.of(routed.writes(), rows).plus(Audit.of(past.writes(), rows)),
            Objects.requireNonNull(site.understudy().status().lastReturn()),
            compared,
            COLLISIONS.settled(site.directToPrimary())
                && COLLISIONS.settled(site.directToFallback()),
            guard,
            (System.nanoTime() - begun) / NANOS_PER_SECOND);
    options.hold().hold(new Held(site, result));
    return result;
  }

  private void awaitMirrored(DemoSite site) throws InterruptedException {
    script.doing("waiting until the fallback has the primary's data");
    await(
        () -> {
          StatusReport status = site.understudy().status();
          return status.fallback().dataAsOf() != null && status.mirror().state().equals("running");
        },
        "the fallback was not filled");
  }

  /** Answers the longest that a writer waited meanwhile, in milliseconds. */
  private double awaitReturn(DemoSite site, Traffic traffic, Stage stage)
      throws InterruptedException {
    script.doing("waiting until the primary has been well for a while, then handing back");
    await(() -> site.understudy().status().mode() == Mode.RETURNING, "no return began");
    long unused = traffic.longestNanos();
    await(
        () -> {
          StatusReport status = site.understudy().status();
          ReturnReport last = status.lastReturn();
          return status.mode() == Mode.NORMAL && last != null && last.checksumsEqual() != null;
        },
        "the return did not end");
    double ms = traffic.longestNanos() / NANOS_PER_MILLI;
    stage.primary(Stage.Primary.SERVING);
    script.done(
        String.format(
            Locale.ROOT, "returned to the primary; the longest wait of a writer was %.0f ms", ms));
    return ms;
  }

  /** With nobody writing any more the mirror catches up; what differs then, differs. */
  private static Rows.Compared compare(DemoSite site) throws Exception {
    List<String> tables =
        site.understudy().status().tables().stream()
            .filter(StatusReport.TableStatus::isProtected)
            .map(StatusReport.TableStatus::name)
            .toList();
    long deadline = System.nanoTime() + CATCH_UP.toNanos();
    Rows.Compared compared = Rows.compare(site.directToPrimary(), site.directToFallback(), tables);
    while (compared.different() > 0 && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      compared = Rows.compare(site.directToPrimary(), site.directToFallback(), tables);
    }
    return compared;
  }

  /** The SQLSTATE of the answer; "none" when it took the write, which it must not. */
  private String knockAtTheClosedFallback(DemoSite site) throws SQLException, InterruptedException {
    script.doing("waiting until the fallback has its tables and its guard");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!guarded(site)) {
      require(System.nanoTime() < deadline, "the fallback got no guard");
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    try {
      var unused =
          new Members(site.directToFallback())
              .add(
                  new Keys().next(),
                  List.of(new Identity.Login("intruder")),
                  "an intruder",
                  Set.of());
      return "none";
    } catch (StoreException e) {
      return e.sqlState();
    }
  }

  /** A statement that would change nothing, so that asking too early does no harm. */
  private static boolean guarded(DemoSite site) throws SQLException {
    try (Connection connection = site.directToFallback().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM chat_message WHERE false");
      return false;
    } catch (SQLException e) {
      return DemoResult.REFUSED.equals(e.getSQLState());
    }
  }

  private double killPrimary(DemoSite site, Traffic traffic, Stage stage)
      throws InterruptedException {
    PrimaryServer.Killed killed = site.primary().kill();
    stage.primary(Stage.Primary.KILLED);
    script.done("SIGKILL to the primary: " + killed.processes() + " processes gone at once");
    require(traffic.awaitFirst(site.fallbackPort(), PATIENCE), "the fallback never took over");
    long first = traffic.acknowledged().first(site.fallbackPort()).orElseThrow();
    double ms = (first - killed.at()) / NANOS_PER_MILLI;
    script.done(
        String.format(
            Locale.ROOT, "the fallback has acknowledged a write %.0f ms after the kill", ms));
    return ms;
  }

  private void revive(DemoSite site, Stage stage, Cleanup cleanup) throws Exception {
    script.doing("starting the primary again on its data");
    cleanup.build(
        () -> {
          site.primary().start();
          return site;
        });
    await(
        () -> Boolean.TRUE.equals(site.understudy().status().primary().healthy()),
        "the revived primary was never seen to be well");
    stage.primary(Stage.Primary.BACK);
    script.done("the primary is back and well, without what the fallback has taken");
  }

  private static void await(BooleanSupplier condition, String otherwise)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      require(System.nanoTime() < deadline, otherwise);
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private void pause() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(options.scene().toNanos());
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new ServerException(
          "play the demo: " + otherwise + " within " + PATIENCE.toSeconds() + " s",
          "see whether the machine is overloaded; --verbose logs what happens");
    }
  }
}
