package com.hypermindlabs.understudy.provision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.server.Account;
import com.hypermindlabs.understudy.server.Cluster;
import com.hypermindlabs.understudy.server.Trees;
import com.hypermindlabs.understudy.testkit.TestServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StateDirectoryTest {
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("understudy-state-");
    rights(folder, "rwx--x--x");
  }

  @AfterEach
  void removeFolder() throws IOException {
    Trees.delete(folder);
  }

  @Test
  void aFileInItsPlaceIsRefused() throws Exception {
    Path file = Files.createFile(folder.resolve("state"));
    assertThat(refusal(file)).hasMessageContaining("it is no directory");
  }

  @Test
  void aReadOnlyOneIsRefusedToAnOrdinaryUser() throws Exception {
    Path root = Files.createDirectory(folder.resolve("state"));
    rights(root, "r-x------");
    if (!Account.isRoot()) {
      assertThat(refusal(root)).hasMessageContaining("it is not writable");
      rights(root, "rwx------");
      return;
    }
    Account.forServer().own(root);
    assertThat(unprivileged(root)).contains("STATE_DIRECTORY", "not writable", "HINT chmod u+rwx");
  }

  @Test
  void oneThatCannotBeMadeIsRefusedToAnOrdinaryUser() throws Exception {
    Path root = folder.resolve("closed").resolve("state");
    Files.createDirectory(folder.resolve("closed"));
    rights(folder.resolve("closed"), "r-xr-xr-x");
    // What tells the cause needs classes from jars.
    String answer =
        Account.isRoot()
            ? answer(ProvisionChild.startUnprivileged(root, readable(folder.resolve("classes"))))
            : refusal(root).getMessage();
    assertThat(answer).contains("cannot be made: permission denied");
    rights(folder.resolve("closed"), "rwx------");
  }

  @Test
  void anotherUsersIsRefused() throws Exception {
    Path roots = Path.of("/usr");
    if (!Account.isRoot()) {
      assertThat(refusal(roots)).hasMessageContaining("it belongs to root");
      return;
    }
    assertThat(unprivileged(roots)).contains("it belongs to root", "HINT run as root");
    Path root = Files.createDirectory(folder.resolve("state"));
    new Account("daemon", true).own(root);
    assertThat(refusal(root)).hasMessageContaining("it belongs to daemon");
  }

  @Test
  void oneThatRootsServerAccountCannotReachIsRefusedWithTheFolderInTheWay() throws Exception {
    rights(folder, "rwx------");
    if (!Account.isRoot()) {
      // Its server runs under the same account.
      assertThat(Account.forServer().barrier(folder)).isEmpty();
      return;
    }
    ProvisionException refusal = refusal(folder.resolve("state"));
    assertThat(refusal).hasMessageContaining("may not enter " + folder);
    assertThat(refusal.hint()).contains("chmod o+x " + folder);
  }

  @Test
  void anOrdinaryUserProvisionsInADirectoryOfItsOwn() throws Exception {
    Account account = Account.forServer();
    Path root = folder.resolve("state");
    StateFolder.linkBinaries(root);
    account.own(root);
    try {
      if (Account.isRoot()) {
        Process child = ProvisionChild.startUnprivileged(root, readable(folder.resolve("classes")));
        assertThat(answer(child)).contains("provisioned ");
      } else {
        Works.fully(provisioner(root).provision());
      }
      assertThat(account.owns(root.resolve("fallback.secret"))).isTrue();
    } finally {
      Cluster.stop(
          root.resolve("fallback/data"), Cluster.StopMode.IMMEDIATE, Duration.ofSeconds(30));
    }
  }

  @Test
  void aFullDiskIsNamedAndNothingHalfIsLeft() throws Exception {
    // An ordinary user cannot by nature: no setting up of a machine for CI changes that.
    assumeTrue(Account.isRoot(), "only root can mount a small disk");
    Path root = Files.createDirectory(folder.resolve("state"));
    Needs.present(mount(root, "60m"), "root's right to mount");
    try {
      StateFolder.linkBinaries(root);
      rights(root, "rwx--x--x");
      assertThat(refusal(root).code()).isEqualTo(FindingCode.DISK_FULL);
      assertThat(run("mount", "-o", "remount,size=130m", root.toString())).isTrue();
      // Enough to begin; then somebody else takes what is left.
      Path filler = root.resolve("filler");
      ProgressListener filling =
          new ProgressListener() {
            @Override
            public void begun(Step step) {
              if (step == Step.INITIALISE) {
                fill(filler, 100);
              }
            }

            @Override
            public void ended(Step step, Duration took) {}
          };
      Provisioner provisioner =
          new Provisioner(StateFolder.settings(ProvisionMode.EMBEDDED), root, filling);
      ProvisionException refusal =
          catchThrowableOfType(ProvisionException.class, provisioner::provision);
      assertThat(refusal.code()).isEqualTo(FindingCode.DISK_FULL);
      assertThat(Leftovers.scratch(root)).isEmpty();
      assertThat(root.resolve("fallback/data")).doesNotExist();
      Files.delete(filler);
      Works.fully(provisioner(root).provision());
    } finally {
      Cluster.stop(
          root.resolve("fallback/data"), Cluster.StopMode.IMMEDIATE, Duration.ofSeconds(30));
      assertThat(run("umount", "--lazy", root.toString())).isTrue();
    }
  }

  @Test
  void withoutDockerItsModeSaysSo() throws Exception {
    Path root = folder.resolve("state");
    Process child = ProvisionChild.startOnPath(folder.toString(), root, ProvisionMode.DOCKER);
    assertThat(answer(child)).contains("DOCKER_UNAVAILABLE", "HINT start the docker engine");
  }

  private static void fill(Path file, int megabytes) {
    try {
      Files.write(file, new byte[megabytes << 20]);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean mount(Path root, String size) throws Exception {
    return run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", root.toString());
  }

  private static boolean run(String... words) throws Exception {
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  /** What a provisioner under the unprivileged account answers. */
  private static String unprivileged(Path root) throws Exception {
    assertThat(TestServer.embedded().directory()).exists();
    return answer(ProvisionChild.startUnprivileged(root, ProvisionChild.classPath()));
  }

  private static String answer(Process child) throws Exception {
    String answer = new String(child.getInputStream().readAllBytes(), UTF_8);
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  /** Root's jars may be where nobody else can read them. */
  private static String readable(Path copies) throws IOException {
    Files.createDirectory(copies);
    List<String> entries = new ArrayList<>();
    for (String entry : ProvisionChild.classPath().split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      Path to = copies.resolve(entries.size() + "-" + from.getFileName());
      try (Stream<Path> parts = Files.exists(from) ? Files.walk(from) : Stream.empty()) {
        for (Path part : parts.toList()) {
          Files.copy(part, to.resolve(from.relativize(part).toString()));
        }
      }
      entries.add(to.toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  private static Provisioner provisioner(Path root) {
    return new Provisioner(
        StateFolder.settings(ProvisionMode.EMBEDDED), root, ProgressListener.SILENT);
  }

  private static ProvisionException refusal(Path root) {
    ProvisionException refusal =
        catchThrowableOfType(ProvisionException.class, () -> provisioner(root).provision());
    assertThat(refusal).isNotNull();
    assertThat(refusal.hint()).isNotBlank();
    return refusal;
  }

  private static void rights(Path path, String rights) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
  }
}
