package com.hypermindlabs.understudy.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  @Test
  void talksToAChildAndKillsItWithWhatItStarted() {
    try (ChildJvm child =
        ChildJvm.of(Echo.class, "x").option("-Xmx64m").environment("GREETING", "hi").start()) {
      assertThat(child.awaitLine(line -> line.startsWith("ready"), LONG)).isEqualTo("ready x hi");
      child.send("one");
      child.awaitLine("echo one"::equals, LONG);
      String line = child.awaitLine(text -> text.startsWith("grandchild "), LONG);
      long grandchild = Long.parseLong(line.substring("grandchild ".length()));
      assertThat(Kill.alive(grandchild)).isTrue();
      child.kill();
      assertThat(child.alive()).isFalse();
      assertThat(Kill.alive(grandchild)).isFalse();
      assertThat(child.awaitExit(LONG)).isEqualTo(137);
    }
  }

  @Test
  void aPausedChildIsSilentAndGoesOnAfterwards() {
    try (ChildJvm child = ChildJvm.of(Echo.class).start()) {
      child.awaitLine(line -> line.startsWith("ready"), LONG);
      child.pause();
      child.send("two");
      assertThatThrownBy(() -> child.awaitLine("echo two"::equals, SHORT))
          .isInstanceOf(AssertionError.class);
      child.resume();
      child.awaitLine("echo two"::equals, LONG);
    }
  }

  /** On a busy machine a stopped process's threads come to their end one after the other. */
  @Test
  void aPausedChildDoesNothingFromThenOn(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("counts");
    try (ChildJvm child = ChildJvm.of(Counting.class, file.toString()).start()) {
      child.awaitLine("counting"::equals, LONG);
      for (int i = 0; i < 50; i++) {
        child.pause();
        byte[] then = Files.readAllBytes(file);
        // Long enough for a thread that was overlooked to count.
        Thread.sleep(5);
        assertThat(Files.readAllBytes(file)).isEqualTo(then);
        child.resume();
      }
    }
  }

  @Test
  void standardErrorIsPartOfAFailure() {
    try (ChildJvm child = ChildJvm.of(Broken.class).start()) {
      assertThatThrownBy(() -> child.awaitLine("never"::equals, LONG))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Broken printed no such line")
          .hasMessageContaining("this is why");
      assertThat(child.awaitExit(LONG)).isEqualTo(1);
    }
  }

  @Test
  void aSignalToNobodyThrows() {
    assertThatThrownBy(() -> Kill.process(Integer.MAX_VALUE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Kill.pause(Integer.MAX_VALUE))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Says back what it is told. */
  static final class Echo {
    private Echo() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println("ready " + String.join(" ", arguments) + " " + System.getenv("GREETING"));
      Process sleep = new ProcessBuilder("sleep", "600").start();
      System.out.println("grandchild " + sleep.pid());
      try (var reader = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          System.out.println("echo " + line);
        }
      }
    }
  }

  /** Counts in a file, each thread for itself, more of them than there are processors. */
  static final class Counting {
    private Counting() {}

    public static void main(String[] arguments) throws IOException {
      int threads = 2 * Runtime.getRuntime().availableProcessors();
      MappedByteBuffer counts;
      try (FileChannel file =
          FileChannel.open(
              Path.of(arguments[0]),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        counts = file.map(FileChannel.MapMode.READ_WRITE, 0, (long) threads * Long.BYTES);
      }
      for (int i = 0; i < threads; i++) {
        int at = i * Long.BYTES;
        new Thread(
                () -> {
                  for (long count = 0; ; count++) {
                    counts.putLong(at, count);
                  }
                },
                "count-" + i)
            .start();
      }
      System.out.println("counting");
    }
  }

  /** Fails at once. */
  static final class Broken {
    private Broken() {}

    public static void main(String[] arguments) {
      System.err.println("this is why");
      System.exit(1);
    }
  }
}
