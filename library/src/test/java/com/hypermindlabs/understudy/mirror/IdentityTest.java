package com.hypermindlabs.understudy.mirror;

import static com.hypermindlabs.understudy.mirror.MirroredSite.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.capture.StepHook;
import com.hypermindlabs.understudy.capture.TwoServers;
import com.hypermindlabs.understudy.mirror.CycleReport.State;
import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether a primary is the one that the fallback knows. */
@Tag("slow")
class IdentityTest {
  private static Identity identity(MirroredSite site) throws SQLException {
    try (Connection connection = site.servers.primary().open()) {
      return site.mirror.identity(connection);
    }
  }

  private static MirroredSite seeded(TestServer primary) throws SQLException {
    MirroredSite site =
        MirroredSite.on(primary, TestServer.shared(), "CREATE TABLE t (id int PRIMARY KEY)");
    assertThat(identity(site)).isEqualTo(Identity.UNKNOWN_SITE);
    assertThat(site.cycle().state()).isEqualTo(State.SEEDED);
    assertThat(identity(site)).isEqualTo(Identity.SAME);
    return site;
  }

  /**
   * The server's data as it is now, by a copy made while it is stopped; restored by another one.
   */
  private static void copy(Path from, Path to) throws IOException {
    Account account = Account.forServer();
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path made = to.resolve(from.relativize(folder));
            if (!Files.exists(made)) {
              Files.createDirectory(made);
            }
            Files.setPosixFilePermissions(made, Files.getPosixFilePermissions(folder));
            account.own(made);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path made = to.resolve(from.relativize(file));
            Files.deleteIfExists(made);
            Files.copy(file, made);
            account.own(made);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void restore(TestServer server, Path backup) throws IOException {
    server.stop();
    Path data = server.data();
    try (var files = Files.walk(data)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!file.equals(data)) {
          Files.delete(file);
        }
      }
    }
    copy(backup, data);
    server.restart();
  }

  @Test
  void aPrimaryThatWentBackInTimeIsRecognisedAlsoAfterItsCountersCaughtUp() throws Exception {
    Path backup = Files.createTempDirectory("understudy-backup-");
    try (TestServer primary = TestServer.start();
        MirroredSite site = seeded(primary)) {
      site.servers.onPrimary("INSERT INTO t VALUES (1)");
      site.cycle();
      primary.stop();
      copy(primary.data(), backup);
      primary.restart();
      site.servers.onPrimary("INSERT INTO t VALUES (2)");
      site.mirror.close();
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);

      site.mirror.close();
      restore(primary, backup);
      assertThat(identity(site)).isEqualTo(Identity.LOST_COMMITS);
      for (int i = 10; i < 200; i++) {
        site.servers.onPrimary("INSERT INTO t VALUES (" + i + ")");
      }
      assertThat(identity(site)).isEqualTo(Identity.LOST_COMMITS);
      assertThat(site.cycle().state()).isEqualTo(State.LOST_COMMITS);
      assertThat(site.onFallback("SELECT count(*) FROM t")).containsExactly("2");

      site.mirror.forget();
      assertThat(identity(site)).isEqualTo(Identity.UNKNOWN_SITE);
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertSame(site, "t");
      assertThat(identity(site)).isEqualTo(Identity.SAME);
    } finally {
      com.hypermindlabs.understudy.server.Trees.delete(backup);
    }
  }

  @Test
  @Tag("thorough")
  void aRestoreToTheLastCycleLosesNothingThatTheFallbackHasSeen() throws Exception {
    Path backup = Files.createTempDirectory("understudy-backup-");
    try (TestServer primary = TestServer.start();
        MirroredSite site = seeded(primary)) {
      site.servers.onPrimary("INSERT INTO t VALUES (1)");
      site.cycle();
      site.mirror.close();
      primary.stop();
      copy(primary.data(), backup);
      primary.restart();
      site.servers.onPrimary("INSERT INTO t VALUES (2)");

      restore(primary, backup);
      assertThat(identity(site)).isEqualTo(Identity.SAME);
      site.servers.onPrimary("INSERT INTO t VALUES (3)");
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertSame(site, "t");
    } finally {
      com.hypermindlabs.understudy.server.Trees.delete(backup);
    }
  }

  @Test
  void aCopyOfTheDatabaseIsAnotherOne() throws Exception {
    try (MirroredSite site = seeded(TestServer.shared())) {
      site.mirror.close();
      TestServer server = site.servers.primaryOwner().server();
      var copy = server.createDatabase(site.servers.primaryOwner());
      try (Connection connection = copy.connect()) {
        assertThat(site.mirror.identity(connection)).isEqualTo(Identity.OTHER_DATABASE);
      }
      server.drop(copy);
    }
  }

  @Test
  void aPrimaryWithoutOurTablesHasLostCommits() throws Exception {
    try (MirroredSite site = seeded(TestServer.shared())) {
      site.servers.onPrimary("DELETE FROM " + site.names.of("site"));
      assertThat(identity(site)).isEqualTo(Identity.LOST_COMMITS);
      assertThat(site.cycle().state()).isEqualTo(State.LOST_COMMITS);
    }
  }

  @Test
  void anotherSitesCyclesDoNotMatter() throws Exception {
    try (MirroredSite site = seeded(TestServer.shared())) {
      try (Connection connection = site.servers.primary().open()) {
        new com.hypermindlabs.understudy.capture.SiteRegister(site.names)
            .register(connection, UUID.randomUUID(), "another", site.settings);
      }
      site.servers.onPrimary("INSERT INTO t VALUES (1)");
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertThat(identity(site)).isEqualTo(Identity.SAME);
    }
  }

  @Test
  void aSiteThatWasDroppedIsRegisteredAndBroughtAgainAndKeepsItsIdentity() throws Exception {
    try (MirroredSite site = seeded(TestServer.shared())) {
      site.servers.onPrimary(
          "UPDATE " + site.names.of("site") + " SET dropped = 'away'",
          "INSERT INTO t VALUES (1)",
          "DELETE FROM " + site.names.of("recent"),
          "INSERT INTO t VALUES (2)");
      assertThat(identity(site)).isEqualTo(Identity.SAME);
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertSame(site, "t");
      assertThat(site.reseeded).containsExactly("t");
      assertThat(identity(site)).isEqualTo(Identity.SAME);
      site.servers.onPrimary("INSERT INTO t VALUES (3)");
      site.cycle();
      assertSame(site, "t");
    }
  }

  @Test
  void aCycleWhoseAnswerWasLostLeavesAPrimaryThatIsKnown() throws Exception {
    try (MirroredSite site = seeded(TestServer.shared())) {
      site.mirror.close();
      StepHook failing =
          step -> {
            if (step.equals("cycle.registered")) {
              throw new IllegalStateException("cut");
            }
          };
      try (Mirror broken = site.mirror(failing)) {
        for (int i = 0; i < 3; i++) {
          site.servers.onPrimary("INSERT INTO t VALUES (" + i + ")");
          try {
            broken.cycle(site.verdicts, site.epoch());
          } catch (IllegalStateException e) {
            assertThat(e).hasMessage("cut");
          }
          assertThat(identity(site)).isEqualTo(Identity.SAME);
        }
      }
      assertThat(TwoServers.rows(site.servers.fallback(), "SELECT count(*) FROM t"))
          .containsExactly("0");
      assertThat(site.cycle().state()).isEqualTo(State.APPLIED);
      assertSame(site, "t");
    }
  }
}
