package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.status.Event;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A process of a site, for tests that need several: writes on and on and tells of changes. */
final class SiteChild {
  private SiteChild() {}

  /** Arguments: the state directory, the primary's port, the first key to write. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int key = Integer.parseInt(arguments[2]);
    AtomicBoolean turned = new AtomicBoolean();
    try (Understudy understudy =
        Understudy.builder(TestSite.settings(folder, "127.0.0.1", Integer.parseInt(arguments[1])))
            .migrations(TestSite::migrate)
            .onEvent(
                event -> {
                  if (event instanceof Event.ModeChanged changed) {
                    System.out.println("MODE " + changed.to().json() + " " + micros(changed.at()));
                    turned.set(true);
                  }
                })
            .start()) {
      while (!understudy.status().fallback().running()) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      System.out.println("READY");
      while (System.in.available() == 0) {
        boolean before = turned.get();
        try (Connection connection = understudy.dataSource().getConnection();
            Statement statement = connection.createStatement()) {
          statement.execute("INSERT INTO note VALUES (" + key++ + ", '')");
          if (before) {
            System.out.println("WROTE " + micros(Instant.now()));
            break;
          }
        } catch (SQLException e) {
          System.out.println("ERROR " + e.getSQLState() + " " + e.getMessage());
        }
        TimeUnit.MILLISECONDS.sleep(1);
      }
      System.out.println("DONE");
      while (System.in.read() < 0) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
