package com.hypermindlabs.understudy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.route.Route;
import com.hypermindlabs.understudy.route.RouteMap;
import com.hypermindlabs.understudy.route.Target;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pool of a server that is well and was left: its sessions live on for a moment. */
class LeftLaneTest {
  private static final Duration SECONDS = Duration.ofSeconds(10);

  @TempDir private Path folder;
  private final TestServer server = TestServer.shared();
  private TestDatabase here;
  private TestDatabase there;
  private RouteMap map;
  private Lanes lanes;

  @BeforeEach
  void serveTheFallback() throws Exception {
    here = server.createDatabase();
    there = server.createDatabase();
    map = RouteMap.open(folder.resolve("route.map"));
    lanes = lanes(config -> config.setMaximumPoolSize(1));
    lanes.serve(map.advance(Route.of(1, Target.FALLBACK)));
  }

  private Lanes lanes(Consumer<HikariConfig> customizer) {
    Lanes both = new Lanes(map, new PoolSettings(SECONDS, SECONDS, customizer));
    both.know(Target.FALLBACK, at(here));
    both.know(Target.PRIMARY, at(there));
    return both;
  }

  @AfterEach
  void close() {
    lanes.close();
    server.drop(here);
    server.drop(there);
  }

  private static Server at(TestDatabase database) {
    ConnectionTarget target =
        new ConnectionTarget(
            new Endpoint(database.server().host(), database.server().port()),
            database.name(),
            database.user(),
            Secret.of(database.password()),
            Map.of());
    return new Server(
        new ConnectionFactory(
            "test", new ConnectionFactory.Timeouts(SECONDS, SECONDS, Duration.ZERO)),
        () -> target,
        new Deaf());
  }

  /** Hears nothing. */
  private static final class Deaf implements Server.Listener {
    @Override
    public void lost(SQLException cause) {}

    @Override
    public void refused() {}

    @Override
    public void committed() {}
  }

  private static String database(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_database()")) {
      row.next();
      return row.getString(1);
    }
  }

  private String borrowed() {
    try (Connection connection = new RoutingDataSource(lanes).getConnection()) {
      return database(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoWaitedInItForAConnectionGetsOneOfTheOtherServer() throws Exception {
    CompletableFuture<String> waiting;
    try (Connection lent = new RoutingDataSource(lanes).getConnection()) {
      assertThat(database(lent)).isEqualTo(here.name());
      waiting = CompletableFuture.supplyAsync(this::borrowed);
      TimeUnit.MILLISECONDS.sleep(50); // into the pool
      lanes.serve(map.advance(Route.of(2, Target.PRIMARY)));
      assertThat(database(lent)).isEqualTo(here.name());
    }
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(there.name());
  }

  @Test
  void itsSessionsEndSoonAfterwards() {
    assertThat(borrowed()).isEqualTo(here.name());
    lanes.serve(map.advance(Route.of(2, Target.PRIMARY)));
    assertThat(borrowed()).isEqualTo(there.name());
    Awaitility.await().atMost(SECONDS).until(() -> sessions(here) == 0);
  }

  /** HikariCP knows meters by the name of their pool, and drops them by it. */
  @Test
  void thePoolAfterItIsMeasuredOnceItsMetersAreGone() throws Exception {
    lanes.close();
    List<String> meters = new CopyOnWriteArrayList<>();
    lanes =
        lanes(
            config ->
                config.setMetricsTrackerFactory(
                    (pool, stats) -> {
                      meters.add(pool + " comes");
                      return new IMetricsTracker() {
                        @Override
                        public void close() {
                          meters.add(pool + " goes");
                        }
                      };
                    }));
    lanes.serve(map.advance(Route.of(2, Target.FALLBACK)));
    try (Connection lent = new RoutingDataSource(lanes).getConnection()) {
      lanes.serve(map.advance(Route.of(3, Target.PRIMARY)));
      lanes.warm(Target.FALLBACK);
      assertThat(database(lent)).isEqualTo(here.name());
      assertThat(meters).containsExactly("understudy-fallback comes", "understudy-primary comes");
    }
    Awaitility.await()
        .atMost(SECONDS)
        .untilAsserted(
            () ->
                assertThat(meters)
                    .endsWith("understudy-fallback goes", "understudy-fallback comes")
                    .hasSize(4));
  }

  @Test
  void whatIsOpenedAheadHasRehearsedAndARefusalHarmsNothing() throws SQLException {
    assertThat(borrowed()).isEqualTo(here.name());
    lanes.match(Target.PRIMARY, List.of("SELECT nonsense", "SET application_name = 'rehearsed'"));
    lanes.serve(map.advance(Route.of(2, Target.PRIMARY)));
    try (Connection connection = new RoutingDataSource(lanes).getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW application_name")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("rehearsed");
    }
  }

  private long sessions(TestDatabase database) throws SQLException {
    try (Connection connection = server.maintenance().connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = '"
                    + database.name()
                    + "'")) {
      row.next();
      return row.getLong(1);
    }
  }
}
