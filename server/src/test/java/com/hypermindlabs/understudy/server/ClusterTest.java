package com.hypermindlabs.understudy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<Process> parents = new ArrayList<>();
  private Path folder;
  private Cluster cluster;
  private int port;

  @BeforeEach
  void makeACluster() throws IOException {
    // Not JUnit's folder: root's server account must be able to walk into every parent.
    folder = Files.createTempDirectory("understudy-cluster-");
    Account account = Account.forServer();
    account.own(folder);
    Path password = Files.writeString(folder.resolve("pw"), "one two");
    account.own(password);
    Binaries binaries =
        EmbeddedBinaries.in(
            Path.of(
                System.getProperty("java.io.tmpdir"),
                "understudy-binaries-" + System.getProperty("user.name")));
    cluster = new Cluster(binaries, folder.resolve("data"), account);
    cluster.initialise("postgres", password, "--no-sync");
    port = FreePort.forService();
    Files.writeString(
        cluster.data().resolve("postgresql.conf"),
        "port = " + port + "\nunix_socket_directories = ''\nlisten_addresses = '127.0.0.1'\n",
        StandardOpenOption.APPEND);
  }

  @AfterEach
  void removeIt() throws IOException {
    cluster.stop(Cluster.StopMode.IMMEDIATE, LONG);
    parents.forEach(Process::destroyForcibly);
    Trees.delete(folder);
  }

  @Test
  void anEmbeddedServerStartsServesAndStops() {
    PostmasterFile postmaster = cluster.start(log(), LONG);
    assertThat(postmaster.port()).isEqualTo(port);
    assertThat(cluster.running()).isPresent();
    assertThat(FreePort.isFree(port)).isFalse();
    cluster.stop(Cluster.StopMode.FAST, LONG);
    assertThat(cluster.running()).isEmpty();
    assertThat(FreePort.isFree(port)).isTrue();
  }

  @Test
  void aServerThatAnswersIsStoppedWithoutForce() {
    cluster.start(log(), LONG);
    assertThat(new PatientStop(cluster.data(), LONG).run()).isEmpty();
    assertThat(cluster.running()).isEmpty();
  }

  @Test
  void aServerWhoseProcessesAreStoppedIsEndedAllTheSameAndStartsAgain() throws Exception {
    ProcessHandle server = ProcessHandle.of(cluster.start(log(), LONG).pid()).orElseThrow();
    List<ProcessHandle> processes = new ArrayList<>(server.descendants().toList());
    processes.add(server);
    for (ProcessHandle process : processes) {
      Command.of(Path.of("/bin/sh"), "-c", "kill -STOP " + process.pid()).run();
    }
    assertThat(new PatientStop(cluster.data(), Duration.ofMillis(200)).run())
        .contains("ended by SIGKILL");
    assertThat(processes).noneMatch(Liveness::of);
    assertThat(cluster.start(log(), LONG).ready()).isTrue();
  }

  @Test
  void anEmptyPidFileOfAKilledStartDoesNotPreventTheNext() throws Exception {
    Path file = Files.createFile(cluster.data().resolve("postmaster.pid"));
    cluster.account().own(file);
    assertThat(cluster.start(log(), LONG).ready()).isTrue();
  }

  @Test
  void aDeadServerThatNobodyReapsDoesNotPreventTheNext() throws Exception {
    // The shell becomes a sleep, which never asks for the end of its child.
    String server =
        cluster.binaries().program("postgres") + " -D " + cluster.data() + " >/dev/null 2>&1";
    Process parent =
        new ProcessBuilder(
                cluster.account().command(List.of("sh", "-c", server + " & exec sleep 1000")))
            .start();
    parents.add(parent);
    PostmasterFile first = cluster.start(log(), LONG);
    ProcessHandle killed = ProcessHandle.of(first.pid()).orElseThrow();
    killed.destroyForcibly();
    assertThat(Liveness.awaitEnd(killed, LONG)).isTrue();
    assertThat(Path.of("/proc", "" + first.pid())).as("it is still to be reaped").exists();
    assertThat(cluster.running()).isEmpty();
    PostmasterFile second = cluster.start(log(), LONG);
    assertThat(second.pid()).isNotEqualTo(first.pid());
    assertThat(second.ready()).isTrue();
  }

  @Test
  void aPidFileThatNamesAnotherProgramByNowDoesNotPreventTheNext() throws Exception {
    // Of the server's own account: PostgreSQL itself sees through any other.
    Process other = new ProcessBuilder(cluster.account().command(List.of("sleep", "1000"))).start();
    parents.add(other);
    Path file = cluster.data().resolve("postmaster.pid");
    Files.writeString(
        file,
        String.join(
            "\n", "" + other.pid(), cluster.data().toString(), "1", "1", "", "", "", "ready", ""));
    cluster.account().own(file);
    assertThat(cluster.start(log(), LONG).pid()).isNotEqualTo(other.pid());
    assertThat(other.isAlive()).isTrue();
  }

  @Test
  void aPidFileThatNamesAnotherProcessIsNotARunningServer() throws Exception {
    String own = Long.toString(ProcessHandle.current().pid());
    Files.writeString(
        cluster.data().resolve("postmaster.pid"),
        String.join("\n", own, cluster.data().toString(), "1", "1", "", "", "", "ready", ""));
    assertThat(cluster.running()).isEmpty();
  }

  @Test
  void aTakenPortIsToldAtOnceWithTheServersOwnWords() throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket holder = new ServerSocket(port, 1, loopback)) {
      long begun = System.nanoTime();
      assertThat(holder.isBound()).isTrue();
      assertThatThrownBy(() -> cluster.start(log(), LONG))
          .isInstanceOf(ServerException.class)
          .hasMessageContaining("Address already in use");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
    }
  }

  private Path log() {
    return folder.resolve("log");
  }
}
