package com.hypermindlabs.understudy.assistant.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** A real terminal that a test types on and looks at: a tmux server of its own with one window. */
public final class Tmux implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final List<String> tmux;
  private final Path folder;

  private Tmux(Path folder) {
    this.folder = folder;
    String name = "understudy-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    this.tmux = List.of("tmux", "-u", "-L", name, "-f", "/dev/null");
  }

  /** Skips a test where there is no tmux; in CI there has to be one. */
  public static void require() {
    boolean there;
    try {
      there = new ProcessBuilder("tmux", "-V").start().waitFor() == 0;
    } catch (IOException e) {
      there = false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (!there && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("tmux is not installed on this host, and CI needs it");
    }
    Assumptions.assumeTrue(there, "tmux is not installed");
  }

  /**
   * Runs a command in a window. The settings of its terminal before and after it are kept in the
   * folder, its exit code and its standard error as well.
   *
   * @param command as words of a shell
   */
  public static Tmux start(Path folder, int columns, int rows, String command) {
    Tmux window = new Tmux(folder);
    try {
      Path script = folder.resolve("window.sh");
      Files.writeString(
          script,
          String.join(
              "\n",
              "cd '" + folder + "'",
              // A Ctrl-C that is a signal reaches the shell as well.
              "trap : INT",
              "stty -a > stty.before",
              command + " 2> stderr",
              "echo $? > code",
              "stty -a > stty.after",
              "mv code exit",
              "exec cat"));
      window.run(
          "new-session", "-d", "-x", "" + columns, "-y", "" + rows, "exec sh '" + script + "'");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return window;
  }

  /** Presses keys, by tmux's names for them. */
  public Tmux press(String... keys) {
    List<String> words = new ArrayList<>(List.of("send-keys"));
    words.addAll(List.of(keys));
    run(words.toArray(String[]::new));
    return this;
  }

  /** Types a text. */
  public Tmux type(String text) {
    run("send-keys", "-l", text);
    return this;
  }

  /** Gives the window another size. */
  public Tmux resize(int columns, int rows) {
    run("resize-window", "-x", "" + columns, "-y", "" + rows);
    return this;
  }

  /** What is seen. */
  public String screen() {
    return run("capture-pane", "-p");
  }

  /** What is seen, with the escape sequences that its colours need. */
  public String colours() {
    return run("capture-pane", "-p", "-e");
  }

  /** Waits until the words are somewhere on the screen; blanks in a row count as one. */
  public Tmux see(String... words) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(screen().replaceAll(" +", " ")).contains(words));
    return this;
  }

  /** Waits for the end of the command, and fails where it has not restored its terminal. */
  public int exitCode() {
    Path exit = folder.resolve("exit");
    await().atMost(PATIENCE).until(() -> Files.exists(exit));
    assertThat(folder.resolve("stty.after")).hasSameTextualContentAs(folder.resolve("stty.before"));
    try {
      return Integer.parseInt(Files.readString(exit).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the command wrote to standard error. */
  public String errors() {
    try {
      return Files.readString(folder.resolve("stderr"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String run(String... words) {
    List<String> command = new ArrayList<>(tmux);
    command.addAll(List.of(words));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().remove("TMUX");
      Process process = builder.start();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException(command + ": " + answer);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    // The window may have ended, and its server with it.
    run("start-server", ";", "kill-server");
  }
}
