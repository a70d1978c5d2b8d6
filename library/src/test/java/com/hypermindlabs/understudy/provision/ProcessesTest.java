package com.hypermindlabs.understudy.provision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.ProvisionMode;
import com.hypermindlabs.understudy.server.Cluster;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessesTest {
  private static final int CHILDREN = 4;

  @Test
  void processesThatProvisionAtOnceEndWithOneServer() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      List<Process> children = new ArrayList<>();
      for (int i = 0; i < CHILDREN; i++) {
        children.add(ProvisionChild.start(folder.root(), ProvisionMode.EMBEDDED));
      }
      Set<String> answers = new HashSet<>();
      for (Process child : children) {
        answers.add(new String(child.getInputStream().readAllBytes(), UTF_8));
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(answers).hasSize(1).first().asString().contains("provisioned ");
      assertThat(Leftovers.scratch(folder.root())).isEmpty();
      Works.fully(folder.embedded().start().orElseThrow());
    }
  }

  @Test
  void theServerOutlivesItsStarterAndTheInterruptOfItsTerminal() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      Process child = ProvisionChild.startInGroup(folder.root(), ProvisionMode.EMBEDDED);
      String answer = new String(child.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).contains("provisioned ");
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      long server = Cluster.running(folder.data()).orElseThrow().pid();
      assertThat(session(server)).isNotEqualTo(child.pid());
      // What Ctrl-C sends, to the group that provisioned: nobody of it is left.
      Process interrupt =
          new ProcessBuilder("sh", "-c", "kill -INT -" + child.pid())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(interrupt.waitFor()).isNotZero();
      assertThat(folder.embedded().verify().ok()).isTrue();
    }
  }

  @Test
  void theServerHoldsNeitherTheLockNorAnyFileOfItsStarter() throws Exception {
    try (StateFolder folder = new StateFolder()) {
      folder.embedded().provision();
      long server = Cluster.running(folder.data()).orElseThrow().pid();
      List<String> held = new ArrayList<>();
      try (DirectoryStream<Path> descriptors =
          Files.newDirectoryStream(Path.of("/proc", Long.toString(server), "fd"))) {
        for (Path descriptor : descriptors) {
          held.add(Files.readSymbolicLink(descriptor).toString());
        }
      }
      assertThat(held)
          .isNotEmpty()
          .noneMatch(name -> name.contains("provision.lock") || name.endsWith(".jar"));
    }
  }

  private static long session(long pid) throws Exception {
    String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[3]);
  }
}
