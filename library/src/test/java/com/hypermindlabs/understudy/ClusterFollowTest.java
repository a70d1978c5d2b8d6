package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A primary of several hosts, of which one is writable. */
@Tag("thorough")
class ClusterFollowTest {
  private static void readOnly(TestServer server, boolean on) {
    server.execute(
        "ALTER SYSTEM SET default_transaction_read_only = " + (on ? "on" : "off"),
        "SELECT pg_reload_conf()");
  }

  private static boolean write(Understudy understudy, int key) {
    try (Connection connection = understudy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO note VALUES (" + key + ", '')");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  @Test
  void theWritableHostIsFoundAndASwitchoverIsFollowedWithoutAFailover() {
    try (TestServer one = TestServer.start();
        TestServer other = TestServer.start();
        TestSite site = TestSite.create()) {
      readOnly(one, true);
      Settings single = site.settings(one);
      DatabaseSettings database = single.database();
      Settings both =
          new Settings(
              new DatabaseSettings(
                  List.of(
                      new Endpoint(one.host(), one.port()),
                      new Endpoint(other.host(), other.port())),
                  database.database(),
                  database.user(),
                  database.password(),
                  database.properties()),
              single.fallback(),
              single.failover(),
              single.stateDirectory());
      try (Understudy understudy = site.start(both)) {
        assertThat(understudy.status().route().endpoint()).endsWith(":" + other.port());
        assertThat(write(understudy, 1)).isTrue();
        readOnly(one, false);
        TestSite.migrate(one.maintenance().dataSource());
        readOnly(other, true);
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> understudy.status().route().endpoint().endsWith(":" + one.port()));
        int[] key = {1};
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> write(understudy, ++key[0]));
        assertThat(understudy.status().mode()).isEqualTo(Mode.NORMAL);
        assertThat(understudy.status().route().epoch()).isZero();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
