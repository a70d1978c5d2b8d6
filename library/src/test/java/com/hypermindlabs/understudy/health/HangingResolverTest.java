package com.hypermindlabs.understudy.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.config.ConnectionTarget;
import com.hypermindlabs.understudy.config.Endpoint;
import com.hypermindlabs.understudy.config.Secret;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HangingResolverTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int BUDGET_MILLIS = 300;

  @Test
  void aNameServiceThatHangsHoldsNoReadingBeyondItsBudgetAndNoMoreThanOneThread(
      @TempDir Path folder) throws Exception {
    // The JDK's own resolver reads this file at each look-up, and opening a pipe waits for ever.
    Path pipe = folder.resolve("hosts");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(Files.exists(pipe)).isTrue();
    try (ChildJvm child =
        ChildJvm.of(Reader.class).option("-Djdk.net.hosts.file=" + pipe).start()) {
      for (int i = 0; i < 3; i++) {
        String prefix = "reading " + i + " ";
        String[] words =
            child
                .awaitLine(line -> line.startsWith(prefix), LONG)
                .substring(prefix.length())
                .split(" ", -1);
        assertThat(words[0]).isEqualTo("UNRESOLVABLE");
        assertThat(Long.parseLong(words[1])).isBetween(BUDGET_MILLIS - 1L, BUDGET_MILLIS + 150L);
        assertThat(words[2]).isEqualTo("1");
      }
      assertThat(child.awaitExit(LONG)).isZero();
    }
  }

  /** Reads three times and says each time what came, how long it took, how many threads it has. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) {
      DriverWarmUp.run();
      ConnectionTarget target =
          new ConnectionTarget(
              new Endpoint("db.example", 5432), "app", "app", Secret.of("x"), Map.of());
      try (ServerProbe probe = new ServerProbe(target, Duration.ofMillis(BUDGET_MILLIS))) {
        for (int i = 0; i < 3; i++) {
          long begun = System.nanoTime();
          Reading.Unhealthy reading = (Reading.Unhealthy) probe.read(true);
          long millis = (System.nanoTime() - begun) / 1_000_000;
          long threads =
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> thread.getName().startsWith("understudy-"))
                  .count();
          System.out.println(
              "reading " + i + " " + reading.problem().code() + " " + millis + " " + threads);
        }
      }
    }
  }
}
