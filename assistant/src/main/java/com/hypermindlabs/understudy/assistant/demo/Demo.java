package com.hypermindlabs.understudy.assistant.demo;

import com.hypermindlabs.understudy.StartException;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Keys;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.server.ServerException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The play itself. One object, one performance; one thread. */
public final class Demo {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
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
    String guard = knockAtTheClosedFallback(site);
    script.done("the waiting fallback refuses a write past the route: " + guard);
    pause();
    double failoverMs = killPrimary(site, traffic, stage);
    pause();
    revive(site, stage, cleanup);
    boolean stayed = staysOnFallback(site, traffic);
    boolean refused = returnIsRefused(site);
    script.doing("letting the last writes end, then looking up every one");
    traffic.close();
    Audit audit =
        Audit.of(
            traffic.acknowledged().writes(),
            site.primaryPort(),
            Audit.rows(site.directToPrimary()),
            Audit.rows(site.directToFallback()));
    DemoResult result =
        new DemoResult(
            stage.version(),
            failoverMs,
            traffic.acknowledged().count(site.primaryPort()),
            traffic.acknowledged().count(site.fallbackPort()),
            audit,
            traffic.acknowledged().broken(),
            guard,
            stayed,
            refused,
            (System.nanoTime() - begun) / NANOS_PER_SECOND);
    options.hold().hold(new Held(site, result));
    return result;
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
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Boolean.TRUE.equals(site.understudy().status().primary().healthy())) {
      require(System.nanoTime() < deadline, "the revived primary was never seen to be well");
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    stage.primary(Stage.Primary.BACK);
    script.done("the primary is back and well, without what the fallback has taken");
  }

  /** Whether the mode stays degraded for a scene, and no write goes to the primary. */
  private boolean staysOnFallback(DemoSite site, Traffic traffic) throws InterruptedException {
    long before = traffic.acknowledged().count(site.primaryPort());
    boolean stayed = true;
    long end = System.nanoTime() + options.scene().toNanos();
    while (System.nanoTime() < end) {
      stayed &= site.understudy().status().mode() == Mode.DEGRADED;
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    stayed &= traffic.acknowledged().count(site.primaryPort()) == before;
    if (!stayed) {
      script.done("the site has LEFT the fallback, which must not happen");
    }
    return stayed;
  }

  private boolean returnIsRefused(DemoSite site) {
    try {
      site.understudy().returnToPrimary();
      script.done("a return was NOT refused, which must not happen");
      return false;
    } catch (StartException e) {
      script.done("the site stays on the fallback; to return is refused meanwhile");
      return true;
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
