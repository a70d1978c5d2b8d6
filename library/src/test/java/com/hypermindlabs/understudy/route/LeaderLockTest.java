package com.hypermindlabs.understudy.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.LibraryProcess;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderLockTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static boolean othersMayLead(Path file) {
    try (ChildJvm rival = LibraryProcess.of(RivalLeader.class, file.toString()).start()) {
      return rival.awaitLine(line -> line.startsWith("LEADS"), LONG).endsWith("true");
    }
  }

  @Test
  void whoLooksAtTheSiteInTheLeadersOwnProcessDoesNotTakeItsLockAway(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("leader.lock");
    try (LeaderLock leader = LeaderLock.open(file)) {
      assertThat(leader.tryLead()).isTrue();
      try (LeaderLock other = LeaderLock.open(file)) {
        assertThat(other.tryLead()).isFalse();
      }
      assertThat(leader.leading()).isTrue();
      assertThat(othersMayLead(file)).isFalse();
    }
    assertThat(othersMayLead(file)).isTrue();
  }

  @Test
  void theNextInTheSameProcessLeadsOnceTheFirstIsClosed(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("leader.lock");
    try (LeaderLock second = LeaderLock.open(file)) {
      try (LeaderLock first = LeaderLock.open(file)) {
        assertThat(first.tryLead()).isTrue();
        assertThat(second.tryLead()).isFalse();
      }
      assertThat(second.tryLead()).isTrue();
      assertThat(othersMayLead(file)).isFalse();
    }
  }
}
