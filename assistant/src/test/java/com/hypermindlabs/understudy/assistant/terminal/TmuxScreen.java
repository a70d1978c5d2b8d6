package com.hypermindlabs.understudy.assistant.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A program in a real terminal: keys go in, what the screen shows comes out. */
final class TmuxScreen implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String socket = "understudy-test-" + ProcessHandle.current().pid();

  /** Starts a main class with the class path of the tests; its exit code is shown at its end. */
  TmuxScreen(Path folder, Class<?> main, List<String> words, String... variables) throws Exception {
    String line =
        ChildJvm.of(main, words.toArray(String[]::new)).command().stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    Path script = folder.resolve("in-tmux.sh");
    Files.writeString(
        script,
        // Ctrl-C is for the program; the shell is to tell how that ended.
        "trap : INT\n"
            + String.join("\n", List.of(variables))
            + "\n"
            + line
            + "\necho \"exit code $?\"\nexec cat\n");
    run("-f", "/dev/null", "new-session", "-d", "-x", "90", "-y", "30", "sh " + script);
  }

  /** Types a text as it is. */
  void type(String text) throws Exception {
    run("send-keys", "-l", text);
  }

  /** Presses a key by tmux's name of it. */
  void press(String key) throws Exception {
    run("send-keys", key);
  }

  /** Types a line. */
  void enter(String text) throws Exception {
    type(text);
    press("Enter");
  }

  /** What is on the screen. */
  String shown() throws Exception {
    return run("capture-pane", "-p");
  }

  /** The same with the codes of colours. */
  String coloured() throws Exception {
    return run("capture-pane", "-p", "-e");
  }

  /** Waits until the screen shows a text. */
  void awaitShown(String... texts) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(shown()).contains(texts));
  }

  private String run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-L", socket));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("TERM", "screen");
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, out).isZero();
    return out;
  }

  @Override
  public void close() throws Exception {
    run("kill-server");
  }
}
