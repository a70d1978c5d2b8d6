package com.hypermindlabs.understudy.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {
  @TempDir Path folder;

  @Test
  void oneThatNobodyReapsIsEndedAllTheSame() throws Exception {
    // The shell becomes a sleep, which never asks for the end of its child.
    Process parent =
        new ProcessBuilder("sh", "-c", "(cd '" + folder + "'; exec sleep 1000) & exec sleep 1000")
            .start();
    try {
      ProcessHandle orphan = worker(parent);
      Orphans.endIn(folder);
      assertThat(Liveness.of(orphan)).isFalse();
      assertThat(Path.of("/proc", "" + orphan.pid())).as("it is still to be reaped").exists();
      assertThat(parent.isAlive()).isTrue();
    } finally {
      parent.destroyForcibly();
    }
  }

  private ProcessHandle worker(Process parent) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < deadline) {
      for (ProcessHandle child : parent.descendants().toList()) {
        Path cwd = Path.of("/proc", Long.toString(child.pid()), "cwd");
        boolean there = Files.isSameFile(cwd, folder);
        if (there && child.info().command().orElse("").endsWith("sleep")) {
          return child;
        }
      }
      Thread.sleep(5);
    }
    throw new AssertionError("no worker in " + folder);
  }
}
