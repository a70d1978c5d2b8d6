package com.hypermindlabs.understudy.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a program: under an account, with a timeout, in an environment that holds nothing of
 * ours. Secrets never travel in arguments or environment; a program that needs one reads a file.
 * Immutable; every {@code with} answers a copy.
 */
public final class Command {
  private static final Logger LOG = LoggerFactory.getLogger(Command.class);
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
  private static final int SHOWN_OUTPUT = 2000;

  private final List<String> words;
  private final Account account;
  private final Duration timeout;
  private final String input;

  private Command(List<String> words, Account account, Duration timeout, String input) {
    this.words = List.copyOf(words);
    this.account = account;
    this.timeout = timeout;
    this.input = input;
  }

  /** A run of a program under the account of this process, for at most a minute. */
  public static Command of(Path program, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(program.toString());
    words.addAll(List.of(arguments));
    return new Command(words, Account.own(), DEFAULT_TIMEOUT, "");
  }

  /** The same under another account. */
  public Command as(Account other) {
    return new Command(words, other, timeout, input);
  }

  /** The same with another limit, after which the program is killed. */
  public Command timeout(Duration limit) {
    return new Command(words, account, limit, input);
  }

  /** The same with a text on its standard input, in place of nothing. At most some kilobytes. */
  public Command input(String text) {
    return new Command(words, account, timeout, text);
  }

  /**
   * Runs it to its end.
   *
   * @return what it printed, standard error included
   * @throws ServerException when it cannot be started, fails, or takes too long; carries its output
   */
  public String run() {
    try {
      // A file, not a pipe: a server that outlives the program would keep a pipe open for ever.
      Path output = Files.createTempFile("understudy-", ".out");
      try (FileChannel printed = FileChannel.open(output, StandardOpenOption.READ)) {
        Process process = start(output);
        // The descriptors keep it; a kill of this process leaves no file behind.
        Files.delete(output);
        return result(process, printed);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new ServerException(
          "run " + words.get(0) + ": " + e.getMessage(),
          "check that the program can be executed and that the folder for temporary files is"
              + " writable",
          e);
    }
  }

  private Process start(Path output) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(account.command(words));
    builder.redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    if (input.isEmpty()) {
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    }
    builder.directory(Path.of("/").toFile());
    clean(builder.environment());
    return builder.start();
  }

  private String result(Process process, FileChannel printed) throws IOException {
    if (!input.isEmpty()) {
      try (OutputStream stream = process.getOutputStream()) {
        stream.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended without reading: its exit code tells the story.
        LOG.debug("{} did not read its input", words.get(0), e);
      }
    }
    if (!await(process)) {
      process.destroyForcibly();
      throw new ServerException(
          "run " + words.get(0) + ": no end after " + timeout.toSeconds() + " s" + shown(printed),
          "see whether the machine is overloaded or its disk hangs");
    }
    if (process.exitValue() != 0) {
      throw new ServerException(
          "run " + words.get(0) + ": exit code " + process.exitValue() + shown(printed),
          "the output above names the cause");
    }
    return read(printed);
  }

  private boolean await(Process process) {
    try {
      return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new ServerException("run " + words.get(0) + ": interrupted", "run it again", e);
    }
  }

  private static void clean(Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("LC_ALL", "C");
  }

  private static String shown(FileChannel printed) throws IOException {
    String text = read(printed).strip();
    if (text.isEmpty()) {
      return "";
    }
    int from = Math.max(0, text.length() - SHOWN_OUTPUT);
    return "; it printed: " + text.substring(from);
  }

  private static String read(FileChannel printed) throws IOException {
    printed.position(0);
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(Math.min(printed.size(), 1 << 24)));
    while (bytes.hasRemaining() && printed.read(bytes) >= 0) {
      // Read on: a channel may answer in parts.
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }
}
