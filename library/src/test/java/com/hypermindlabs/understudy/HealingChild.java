package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.config.FailoverSettings.ReturnMode;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.status.Event;
import com.hypermindlabs.understudy.testkit.Kill;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A process of a site that writes on and on, through failovers and returns. */
final class HealingChild {
  private static final Duration STILL = Duration.ofSeconds(2);
  private static final AtomicBoolean STOPPED = new AtomicBoolean();

  private HealingChild() {}

  /**
   * Arguments: the state directory, the primary's port, the first key, and a step of the return at
   * which to die, or with "stop:" before it to stop until it is woken, or nothing.
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Settings plain = TestSite.settings(folder, "127.0.0.1", Integer.parseInt(arguments[1]));
    Settings settings =
        new Settings(
            plain.database(), plain.fallback(), HealingSite.failover(ReturnMode.AUTO), folder);
    int key = Integer.parseInt(arguments[2]);
    String deadly = arguments.length > 3 ? arguments[3] : "";
    try (Understudy understudy =
        Understudy.builder(settings)
            .migrations(TestSite::migrate)
            .steps(
                step -> {
                  dieAt(deadly, step);
                  stopAt(deadly, step);
                })
            .onEvent(HealingChild::tell)
            .start()) {
      while (understudy.status().fallback().dataAsOf() == null) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      System.out.println("READY");
      while (System.in.available() == 0) {
        try {
          HealingSite.execute(
              understudy.dataSource(), "INSERT INTO note VALUES (" + key + ", 'kept')");
          System.out.println("KEPT " + key);
        } catch (SQLException e) {
          System.out.println("ERROR " + e.getSQLState());
        }
        key++;
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
    System.out.println("DONE");
  }

  private static void tell(Event event) {
    if (event instanceof Event.ModeChanged changed) {
      System.out.println("MODE " + changed.to().json());
    }
  }

  private static void stopAt(String stop, String step) {
    if (stop.equals("stop:" + step) && STOPPED.compareAndSet(false, true)) {
      System.out.println("STOPPING");
      Kill.pause(ProcessHandle.current().pid());
      // The step is not to be left before the signal has reached this thread too.
      LockSupport.parkNanos(STILL.toNanos());
    }
  }

  private static void dieAt(String deadly, String step) {
    if (deadly.equals(step)) {
      Runtime.getRuntime().halt(137);
    }
  }
}
