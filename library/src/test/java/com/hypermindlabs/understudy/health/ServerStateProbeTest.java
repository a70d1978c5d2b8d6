package com.hypermindlabs.understudy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.Binaries;
import com.hypermindlabs.understudy.testkit.Kill;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each state in which a whole server cannot serve, on every version there is to test with. */
class ServerStateProbeTest {
  private static final Duration BUDGET = Duration.ofSeconds(2);

  private final List<AutoCloseable> opened = new ArrayList<>();

  static List<Binaries> everyVersion() {
    return TestServer.everyVersion();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  @ParameterizedTest
  @MethodSource("everyVersion")
  void startingUpThenInRecoveryThenPaused(Binaries binaries) throws Exception {
    TestServer server = start(binaries);
    Probe probe = probe(server, Map.of());
    assertThat(probe.read(false))
        .isInstanceOfSatisfying(
            Reading.Healthy.class,
            well -> assertThat(well.version()).isEqualTo(binaries.version().toString()));
    server.stop();
    assertProblem(probe, ProblemCode.REFUSED);
    // A standby that waits for its archive is starting up; then it serves readers.
    settings(server, "restore_command = 'while [ ! -e go ]; do sleep 0.01; done; false'");
    Files.createFile(server.data().resolve("standby.signal"));
    CompletableFuture<Void> starting = CompletableFuture.runAsync(server::restart);
    await().until(() -> code(probe) == ProblemCode.STARTING_UP);
    Files.createFile(server.data().resolve("go"));
    starting.get(30, TimeUnit.SECONDS);
    assertProblem(probe, ProblemCode.IN_RECOVERY);
    Kill.pauseTree(server.pid());
    assertProblem(probe, ProblemCode.SILENT);
    Kill.resumeTree(server.pid());
    assertProblem(probe, ProblemCode.IN_RECOVERY);
    server.execute("SELECT pg_promote()");
    assertThat(probe.read(false).healthy()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("everyVersion")
  void aStandbyThatServesNoReaders(Binaries binaries) throws Exception {
    TestServer server = start(binaries);
    server.stop();
    settings(server, "hot_standby = off");
    Files.createFile(server.data().resolve("standby.signal"));
    CompletableFuture<Void> starting = CompletableFuture.runAsync(server::restart);
    Probe probe = probe(server, Map.of());
    await().until(() -> code(probe) == ProblemCode.IN_RECOVERY);
    starting.get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @MethodSource("everyVersion")
  void shuttingDown(Binaries binaries) throws Exception {
    TestServer server = start(binaries);
    try (Connection session = server.maintenance().connect()) {
      assertThat(session.isValid(5)).isTrue();
      // SIGTERM: a smart shutdown, which waits for sessions and lets none in.
      ProcessHandle.of(server.pid()).orElseThrow().destroy();
      Probe probe = probe(server, Map.of());
      await().until(() -> !probe.read(true).healthy());
      assertProblem(probe, ProblemCode.SHUTTING_DOWN);
    }
  }

  @ParameterizedTest
  @MethodSource("everyVersion")
  void everySlotTaken(Binaries binaries) throws Exception {
    TestServer server =
        start(binaries, "max_connections = 6", "superuser_reserved_connections = 0");
    Probe kept = probe(server, Map.of());
    assertThat(kept.read(false).healthy()).isTrue();
    for (int i = 0; i < 5; i++) {
      opened.add(0, server.maintenance().connect());
    }
    assertProblem(probe(server, Map.of()), ProblemCode.TOO_MANY_CONNECTIONS);
    // The kept connection sees nothing of it, a fresh one does.
    assertThat(kept.read(false).healthy()).isTrue();
    assertThat(((Reading.Unhealthy) kept.read(true)).problem().code())
        .isEqualTo(ProblemCode.TOO_MANY_CONNECTIONS);
  }

  @ParameterizedTest
  @MethodSource("everyVersion")
  void noEntryInPgHba(Binaries binaries) throws Exception {
    TestServer server = start(binaries);
    server.execute("CREATE ROLE stranger LOGIN PASSWORD 'x'");
    Files.writeString(
        server.data().resolve("pg_hba.conf"), "host all postgres 127.0.0.1/32 scram-sha-256\n");
    server.execute("SELECT pg_reload_conf()");
    ConnectionTarget target = target(server, Map.of()).as("stranger", Secret.of("x"));
    Probe probe = register(new ServerProbe(target, BUDGET));
    await().until(() -> code(probe) == ProblemCode.WRONG_PASSWORD);
    assertThat(((Reading.Unhealthy) probe.read(false)).problem().message())
        .contains("no pg_hba.conf entry");
  }

  @ParameterizedTest
  @MethodSource("everyVersion")
  void aCertificateThatIsNotTrusted(Binaries binaries) throws Exception {
    TestServer server = start(binaries);
    server.stop();
    Certificate mine = Certificate.selfSigned("localhost");
    mine.write(server.data().resolve("server.crt"), server.data().resolve("server.key"));
    Account.forServer().own(server.data().resolve("server.key"));
    settings(server, "ssl = on");
    server.restart();
    Path trusted = Files.createTempFile("understudy-ca-", ".crt");
    Path key = Files.createTempFile("understudy-ca-", ".key");
    opened.add(() -> Files.delete(trusted));
    opened.add(() -> Files.delete(key));
    Certificate.selfSigned("somebody-else").write(trusted, key);
    Map<String, String> strict =
        Map.of("sslmode", "verify-full", "sslrootcert", trusted.toString());
    assertProblem(probe(server, strict), ProblemCode.TLS);
    // Trusted by now, but made for another host than 127.0.0.1.
    mine.write(trusted, key);
    assertProblem(probe(server, strict), ProblemCode.TLS);
    Map<String, String> missing = Map.of("sslmode", "verify-ca", "sslrootcert", key + ".none");
    assertProblem(probe(server, missing), ProblemCode.TLS);
    Map<String, String> lenient = Map.of("sslmode", "verify-ca", "sslrootcert", trusted.toString());
    assertThat(probe(server, lenient).read(false).healthy()).isTrue();
  }

  private TestServer start(Binaries binaries, String... settings) {
    return register(TestServer.start(binaries, settings));
  }

  private Probe probe(TestServer server, Map<String, String> properties) {
    return register(new ServerProbe(target(server, properties), BUDGET));
  }

  private <T extends AutoCloseable> T register(T one) {
    opened.add(0, one);
    return one;
  }

  private static ConnectionTarget target(TestServer server, Map<String, String> properties) {
    return new ConnectionTarget(
        new Endpoint(server.host(), server.port()),
        "postgres",
        TestServer.SUPERUSER,
        Secret.of(TestServer.PASSWORD),
        properties);
  }

  private static void settings(TestServer server, String line) throws IOException {
    Files.writeString(
        server.data().resolve("postgresql.conf"), line + "\n", StandardOpenOption.APPEND);
  }

  private static ProblemCode code(Probe probe) {
    return probe.read(false) instanceof Reading.Unhealthy unhealthy
        ? unhealthy.problem().code()
        : ProblemCode.OTHER;
  }

  private static void assertProblem(Probe probe, ProblemCode code) {
    Reading reading = probe.read(false);
    assertThat(reading)
        .isInstanceOfSatisfying(
            Reading.Unhealthy.class,
            unhealthy ->
                assertThat(unhealthy.problem().code()).as(unhealthy.toString()).isEqualTo(code));
  }
}
