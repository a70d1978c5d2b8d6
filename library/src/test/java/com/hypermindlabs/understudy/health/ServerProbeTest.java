package com.hypermindlabs.understudy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.testkit.Direction;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which a link or the settings fail, on a real server behind a proxy. */
class ServerProbeTest {
  private static final Duration BUDGET = Duration.ofMillis(750);
  private static final String PASSWORD = "s3cret-to-be-found";

  private final TestServer server = TestServer.shared();
  private final TestDatabase database = server.createDatabase();
  private final FaultProxy proxy = FaultProxy.to(server);

  @AfterEach
  void close() {
    proxy.close();
    server.drop(database);
  }

  @Test
  void aServerThatServesIsHealthyOverTheKeptConnectionAndOverAFreshOne() {
    try (ServerProbe probe = probe(target(Map.of()))) {
      for (boolean fresh : new boolean[] {false, false, true, false}) {
        assertThat(probe.read(fresh))
            .isInstanceOfSatisfying(
                Reading.Healthy.class,
                healthy -> {
                  assertThat(healthy.version()).isEqualTo("18.4");
                  assertThat(healthy.slow()).isFalse();
                  assertThat(healthy.latency()).isPositive().isLessThan(BUDGET);
                  assertThat(healthy.endpoint().port()).isEqualTo(proxy.port());
                });
      }
      await().until(() -> proxy.connections() == 1);
    }
  }

  @Test
  void keepsNothingOpenAfterClose() {
    ServerProbe probe = probe(target(Map.of()));
    probe.read(false);
    probe.close();
    assertThat(probe.read(false).healthy()).isFalse();
    await().until(() -> proxy.connections() == 0);
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                    .noneMatch(name -> name.startsWith("understudy-probe-")));
  }

  @Test
  void refused() {
    try (ServerProbe probe = probe(target(Map.of()))) {
      assertThat(probe.read(false).healthy()).isTrue();
      proxy.refuse();
      assertProblem(probe.read(false), ProblemCode.REFUSED);
      proxy.pass();
      assertThat(probe.read(false).healthy()).isTrue();
    }
  }

  @Test
  void resetWhileConnectingAndOnTheKeptConnection() {
    try (ServerProbe probe = probe(target(Map.of()))) {
      proxy.reset();
      assertProblem(probe.read(false), ProblemCode.RESET);
      proxy.pass();
      assertThat(probe.read(false).healthy()).isTrue();
      proxy.reset();
      assertProblem(probe.read(false), ProblemCode.RESET);
    }
    assertThat(proxy.injected()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aKeptConnectionThatWasEndedAloneIsReplaced() {
    try (ServerProbe probe = probe(target(Map.of()))) {
      probe.read(false);
      proxy.resetOpen();
      assertThat(probe.read(false).healthy()).isTrue();
      server.disconnect(database);
      assertThat(probe.read(false).healthy()).isTrue();
    }
  }

  @Test
  void unresolvable() {
    try (ServerProbe probe = probe(at("no-such-host.invalid", 5432))) {
      assertProblem(probe.read(false), ProblemCode.UNRESOLVABLE);
    }
  }

  @Test
  void unreachable() {
    // Nothing leaves the machine: the kernel has no route for TCP to a multicast address.
    try (ServerProbe probe = probe(at("224.0.0.1", 5432))) {
      assertProblem(probe.read(false), ProblemCode.UNREACHABLE);
    }
  }

  @Test
  void silentBeforeTheHandshake() {
    try (ServerProbe probe = probe(target(Map.of()))) {
      proxy.blackHole();
      assertSilent(probe);
    }
  }

  @Test
  void silentAfterTheHandshake() {
    try (ServerProbe probe = probe(target(Map.of()))) {
      proxy.swallow();
      assertSilent(probe);
      assertThat(proxy.injected()).isPositive();
    }
  }

  @Test
  void silentInTheMiddleOfALogin() {
    try (ServerProbe probe = probe(target(Map.of()))) {
      // Every answer comes, but the whole of them takes longer than the budget.
      proxy.delay(Duration.ofMillis(200), Direction.SERVER_TO_CLIENT);
      assertSilent(probe);
      assertThat(proxy.injected()).isGreaterThan(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SERVER_TO_CLIENT", "CLIENT_TO_SERVER"})
  void silentInTheMiddleOfASession(Direction direction) {
    try (ServerProbe probe = probe(target(Map.of()))) {
      assertThat(probe.read(false).healthy()).isTrue();
      proxy.swallow(direction);
      assertSilent(probe);
      proxy.pass();
      assertThat(probe.read(false).healthy()).isTrue();
    }
  }

  @Test
  void slowIsHealthyAndSaysSo() {
    try (ServerProbe probe = probe(target(Map.of()))) {
      probe.read(false);
      proxy.delay(Duration.ofMillis(450), Direction.SERVER_TO_CLIENT);
      assertThat(probe.read(false))
          .isInstanceOfSatisfying(
              Reading.Healthy.class,
              healthy -> {
                assertThat(healthy.slow()).isTrue();
                assertThat(healthy.latency()).isGreaterThan(Duration.ofMillis(440));
              });
    }
  }

  @Test
  void wrongPassword() {
    ConnectionTarget wrong = target(Map.of()).as(TestServer.SUPERUSER, Secret.of(PASSWORD));
    try (ServerProbe probe = probe(wrong)) {
      assertProblem(probe.read(false), ProblemCode.WRONG_PASSWORD);
    }
    try (ServerProbe probe = probe(target(Map.of()).as("postgres", Secret.of("")))) {
      assertProblem(probe.read(false), ProblemCode.WRONG_PASSWORD);
    }
  }

  @Test
  void missingDatabase() {
    try (ServerProbe probe = probe(target(Map.of()).database("nowhere"))) {
      Reading.Unhealthy reading = assertProblem(probe.read(false), ProblemCode.MISSING_DATABASE);
      assertThat(reading.problem().message()).contains("nowhere").contains(endpoint());
    }
  }

  @Test
  void tooManyConnectionsOfARoleOrADatabase() throws Exception {
    server.execute(
        "CREATE ROLE crowd LOGIN PASSWORD '" + PASSWORD + "' CONNECTION LIMIT 1",
        "ALTER DATABASE " + database.name() + " CONNECTION LIMIT 1");
    ConnectionTarget role = target(Map.of()).as("crowd", Secret.of(PASSWORD));
    try (ServerProbe probe = probe(role)) {
      try (Connection only = database.as("crowd", PASSWORD).connect()) {
        assertThat(only.isValid(1)).isTrue();
        assertProblem(probe.read(false), ProblemCode.TOO_MANY_CONNECTIONS);
      }
      server.execute("ALTER ROLE crowd CONNECTION LIMIT -1");
      try (Connection only = database.as("crowd", PASSWORD).connect()) {
        assertThat(only.isValid(1)).isTrue();
        assertProblem(probe.read(false), ProblemCode.TOO_MANY_CONNECTIONS);
      }
    } finally {
      server.execute("DROP ROLE crowd");
    }
  }

  @Test
  void readOnly() {
    server.execute("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
    try (ServerProbe probe = probe(target(Map.of()))) {
      assertProblem(probe.read(false), ProblemCode.READ_ONLY);
    }
  }

  @Test
  void noPermissionToConnect() {
    server.execute(
        "CREATE ROLE outsider LOGIN PASSWORD '" + PASSWORD + "'",
        "REVOKE CONNECT ON DATABASE " + database.name() + " FROM PUBLIC");
    try (ServerProbe probe = probe(target(Map.of()).as("outsider", Secret.of(PASSWORD)))) {
      assertProblem(probe.read(false), ProblemCode.WRONG_PASSWORD);
    } finally {
      server.execute("DROP ROLE outsider");
    }
  }

  @Test
  void aServerWithoutTlsWhereTlsIsRequired() {
    try (ServerProbe probe = probe(target(Map.of("sslmode", "require")))) {
      assertProblem(probe.read(false), ProblemCode.TLS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefer", "disable"})
  void somethingThatSpeaksHttp(String sslmode) throws Exception {
    try (HttpServer http = new HttpServer()) {
      ConnectionTarget target = at("127.0.0.1", http.port(), Map.of("sslmode", sslmode));
      try (ServerProbe probe = probe(target)) {
        assertProblem(probe.read(false), ProblemCode.NOT_POSTGRES);
      }
    }
  }

  @Test
  void aCloseEndsAReadingUnderWayAtOnce() throws Exception {
    ServerProbe probe = new ServerProbe(target(Map.of()), Duration.ofMinutes(1));
    proxy.swallow();
    CompletableFuture<Reading> reading = CompletableFuture.supplyAsync(() -> probe.read(false));
    await().until(() -> proxy.injected() > 0);
    probe.close();
    assertThat(reading.get(10, TimeUnit.SECONDS).healthy()).isFalse();
  }

  private void assertSilent(ServerProbe probe) {
    long begun = System.nanoTime();
    Reading reading = probe.read(false);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    assertProblem(reading, ProblemCode.SILENT);
    assertThat(took).isBetween(BUDGET.minusMillis(5), BUDGET.plusSeconds(1));
  }

  private Reading.Unhealthy assertProblem(Reading reading, ProblemCode code) {
    assertThat(reading).isInstanceOf(Reading.Unhealthy.class);
    Reading.Unhealthy unhealthy = (Reading.Unhealthy) reading;
    System.out.println("SAID " + unhealthy.problem());
    assertThat(unhealthy.problem().code()).as(unhealthy.toString()).isEqualTo(code);
    assertThat(unhealthy.problem().message())
        .startsWith("probe " + unhealthy.endpoint())
        .doesNotContain(PASSWORD)
        .doesNotContain(TestServer.PASSWORD);
    assertThat(unhealthy.problem().hint()).isNotBlank();
    return unhealthy;
  }

  private String endpoint() {
    return "127.0.0.1:" + proxy.port();
  }

  private static ServerProbe probe(ConnectionTarget target) {
    return new ServerProbe(target, BUDGET);
  }

  private ConnectionTarget target(Map<String, String> properties) {
    return at(proxy.host(), proxy.port(), properties);
  }

  private ConnectionTarget at(String host, int port) {
    return at(host, port, Map.of());
  }

  private ConnectionTarget at(String host, int port, Map<String, String> properties) {
    return new ConnectionTarget(
        new Endpoint(host, port),
        database.name(),
        database.user(),
        Secret.of(database.password()),
        properties);
  }
}
