package com.hypermindlabs.understudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.pool.NoServerException;
import com.hypermindlabs.understudy.testkit.TestServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What an application tells our pools, and pools of its own on top of them. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT) // they wait more than they compute
class ApplicationsPoolTest {
  private TestServer primary;
  private TestSite site;

  @BeforeEach
  void startServers() {
    primary = TestServer.start();
    site = TestSite.create();
  }

  @AfterEach
  void stopServers() {
    site.close();
    primary.close();
  }

  private Understudy start(Consumer<HikariConfig> pool) {
    Understudy understudy =
        Understudy.builder(site.settings(primary)).migrations(TestSite::migrate).pool(pool).start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> understudy.status().fallback().dataAsOf() != null);
    return understudy;
  }

  private static void write(DataSource source, int id) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO note VALUES (" + id + ", 'x') ON CONFLICT DO NOTHING");
    }
  }

  /** Each of its connections may fail once. */
  private static void awaitWrites(DataSource source, int id) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .untilAsserted(() -> write(source, id));
  }

  @Test
  void aPoolOnTopOfOursWritesSoonAfterAFailoverAndAfterAReturn() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Understudy understudy = start(config -> config.setMetricRegistry(registry));
        HikariDataSource outer = new HikariDataSource()) {
      outer.setDataSource(understudy.dataSource());
      outer.setMaximumPoolSize(3);
      write(outer, 1);
      understudy.failOver("test");
      awaitWrites(outer, 2);
      understudy.returnToPrimary();
      awaitWrites(outer, 3);
      Awaitility.await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> measured(registry, "fallback") && measured(registry, "primary"));
    }
  }

  private static boolean measured(SimpleMeterRegistry registry, String server) {
    Gauge gauge = registry.find("hikaricp.connections").tag("pool", "understudy-" + server).gauge();
    return gauge != null && gauge.value() > 0;
  }

  @Test
  void aPoolThatGetsNoConnectionToTheFallbackIsAProblemOfTheFallback() throws Exception {
    primary.execute("CREATE ROLE shop_writer");
    try (Understudy understudy =
        start(config -> config.setConnectionInitSql("SET ROLE shop_writer; RESET ROLE"))) {
      write(understudy.dataSource(), 1);
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> understudy.status().fallback().problem() != null);
      assertThat(understudy.status().fallback().problem().message())
          .isEqualTo(
              "the pool gets no connection to the fallback: ERROR: role \"shop_writer\" does not"
                  + " exist");
      understudy.failOver("test");
      assertThatThrownBy(() -> write(understudy.dataSource(), 2))
          .isInstanceOf(NoServerException.class)
          .hasMessageContaining("role \"shop_writer\" does not exist");
    }
  }
}
