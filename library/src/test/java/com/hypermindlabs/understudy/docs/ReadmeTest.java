package com.hypermindlabs.understudy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.LibraryProcess;
import com.hypermindlabs.understudy.TestSite;
import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What README.md shows is read by the parser and runs on real servers. */
@Tag("slow")
class ReadmeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PASSWORD = "readme";

  @TempDir Path folder;

  private void writeTheReadmesSettings() throws Exception {
    Files.writeString(folder.resolve("config.json"), Documents.ofReadme("config.json"));
    Files.writeString(folder.resolve(".env"), Documents.ofReadme(".env"));
  }

  /**
   * For what no variable stands for: the server of a test has no certificate, and a JVM that has
   * just begun on a busy machine misses the default of 750 ms.
   */
  private void adaptSettings() throws IOException {
    Path config = folder.resolve("config.json");
    ObjectMapper mapper = new ObjectMapper();
    String settings = Files.readString(config);
    assertThat(settings).contains("verify-full");
    ObjectNode all = (ObjectNode) mapper.readTree(settings.replace("verify-full", "disable"));
    all.withObject("/failover").put("probe_timeout", "3s");
    mapper.writeValue(config.toFile(), all);
  }

  @Test
  void theSettingsAreReadAsTheReadmeSays() throws Exception {
    writeTheReadmesSettings();
    Settings settings =
        Settings.load(folder.resolve("config.json"), folder.resolve(".env"), Map.of(), folder);
    DatabaseSettings database = Objects.requireNonNull(settings.database());
    assertThat(database.hosts().get(0)).hasToString("db.example.org:5432");
    assertThat(database.password().reveal()).isNotEmpty();
    assertThat(settings.fallback().enabled()).isTrue();
    assertThat(settings.fallback().mode()).isEqualTo(ProvisionMode.AUTO);
    assertThat(settings.provenance().hints()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(classes = {EmbeddedProgram.class, SpringProgram.class})
  void theProgramRunsOnThePrimaryAndWithoutIt(Class<?> program) throws Exception {
    writeTheReadmesSettings();
    adaptSettings();
    try (TestServer primary = TestServer.start();
        TestSite site = TestSite.create()) {
      // In the POSIX locale a JVM passes no other signs on in an environment.
      primary.execute("ALTER ROLE " + TestServer.SUPERUSER + " PASSWORD '" + PASSWORD + "'");
      assertThat(run(program, primary, site)).isEqualTo("NORMAL");
      primary.kill();
      assertThat(run(program, primary, site)).isEqualTo("DEGRADED");
    }
  }

  /** With the README's files; the environment goes before them and tells where the servers are. */
  private String run(Class<?> program, TestServer primary, TestSite site) {
    try (ChildJvm child =
        LibraryProcess.of(program)
            .in(folder)
            .environment("POSTGRES_HOST", primary.host())
            .environment("POSTGRES_PORT", Integer.toString(primary.port()))
            .environment("POSTGRES_DB", "postgres")
            .environment("POSTGRES_USER", TestServer.SUPERUSER)
            .environment("POSTGRES_PASSWORD", PASSWORD)
            .environment("POSTGRES_FALLBACK_MODE", "embedded")
            .environment("UNDERSTUDY_STATE_DIR", site.folder().toString())
            .start()) {
      String mode = child.awaitLine(line -> line.matches("[A-Z]+"), PATIENCE);
      assertThat(child.awaitExit(PATIENCE)).isZero();
      return mode;
    }
  }

  @Test
  void aWriteWhoseConnectionBreaksIsToldAsUnknownAndMayBeRepeatedUnderItsKey() throws Exception {
    try (TestServer primary = TestServer.start();
        FaultProxy link = FaultProxy.to(primary.host(), primary.port());
        TestSite site = TestSite.create();
        Understudy understudy = site.start(site.settings("127.0.0.1", link.port()))) {
      Awaitility.await().atMost(PATIENCE).until(() -> understudy.status().fallback().running());
      assertThat(Writing.keep(understudy.dataSource(), 1, "first")).isEqualTo("kept");
      try (Connection other = primary.maintenance().connect();
          Statement lock = other.createStatement()) {
        other.setAutoCommit(false);
        lock.execute("LOCK TABLE note IN EXCLUSIVE MODE");
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> keep(understudy, 2));
        Awaitility.await().atMost(PATIENCE).until(() -> someoneWaits(lock));
        link.refuse();
        assertThat(answer.get(1, TimeUnit.MINUTES)).startsWith("kept or not");
      }
      assertThat(Writing.keep(understudy.dataSource(), 2, "second")).isEqualTo("kept");
      assertThat(understudy.status().mode()).isEqualTo(Mode.DEGRADED);
      assertThat(Writing.keep(understudy.dataSource(), 3, "third")).isEqualTo("kept");
      assertThat(Writing.move(understudy, 3, 2)).isEqualTo(1);
    }
  }

  @Test
  void withoutAnyServerAWriteIsToldAsNotSent() throws Exception {
    try (TestServer primary = TestServer.start();
        TestSite site = TestSite.create();
        Understudy understudy = site.start(site.withoutFallback(primary))) {
      assertThat(Writing.keep(understudy.dataSource(), 1, "first")).isEqualTo("kept");
      primary.kill();
      Awaitility.await().until(() -> understudy.status().mode() == Mode.OUTAGE);
      assertThat(Writing.keep(understudy.dataSource(), 2, "second")).startsWith("not sent");
    }
  }

  private static String keep(Understudy understudy, int id) {
    try {
      return Writing.keep(understudy.dataSource(), id, "from a thread");
    } catch (SQLException e) {
      return e.toString();
    }
  }

  private static boolean someoneWaits(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
      return row.next() && row.getLong(1) > 0;
    }
  }
}
