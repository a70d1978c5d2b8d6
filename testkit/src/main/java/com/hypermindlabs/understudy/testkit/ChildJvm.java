package com.hypermindlabs.understudy.testkit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Another process of the application under test: a JVM with this one's class path that runs a main
 * class. A test reads the lines it prints, stops it, kills it. What it wrote to standard error is
 * part of every failure's message.
 *
 * <pre>{@code
 * try (ChildJvm child = ChildJvm.of(Writer.class, "1000").start()) {
 *   child.awaitLine("ready"::equals, Duration.ofSeconds(10));
 *   child.kill();
 * }
 * }</pre>
 *
 * Thread-safe.
 */
public final class ChildJvm implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final Process process;
  private final String name;
  private final OutputLines out;
  private final OutputLines errors;
  private final BufferedWriter input;

  private ChildJvm(Process process, String name) {
    this.process = process;
    this.name = name;
    this.out = new OutputLines(process.getInputStream(), name + "-out");
    this.errors = new OutputLines(process.getErrorStream(), name + "-err");
    this.input =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
  }

  /** Describes a child; {@link Launch#start()} starts it. */
  public static Launch of(Class<?> main, String... arguments) {
    return new Launch(main, List.of(arguments), List.of(), Map.of(), null, null);
  }

  /** How a child is started. Immutable; every method but {@code start} answers a copy. */
  public record Launch(
      Class<?> main,
      List<String> arguments,
      List<String> options,
      Map<String, String> environment,
      @Nullable Path folder,
      @Nullable SharedClasses classes) {
    /** Copies the collections. */
    public Launch {
      arguments = List.copyOf(arguments);
      options = List.copyOf(options);
      environment = Map.copyOf(environment);
    }

    /** With one more option for the JVM, as {@code -Xmx64m}. */
    public Launch option(String option) {
      List<String> more = new ArrayList<>(options);
      more.add(option);
      return new Launch(main, arguments, more, environment, folder, classes);
    }

    /** With one more variable in the environment, which is otherwise that of this process. */
    public Launch environment(String variable, String value) {
      Map<String, String> more = new LinkedHashMap<>(environment);
      more.put(variable, value);
      return new Launch(main, arguments, options, more, folder, classes);
    }

    /** In another working folder than this process's. */
    public Launch in(Path workingFolder) {
      return new Launch(main, arguments, options, environment, workingFolder, classes);
    }

    /** With classes from an archive, which takes half of the time of its start. */
    public Launch sharing(SharedClasses shared) {
      return new Launch(main, arguments, options, environment, folder, shared);
    }

    /** What is started, with the class path of this process. */
    public List<String> command() {
      return classes == null
          ? words(List.of(), System.getProperty("java.class.path"))
          : words(classes.options(), classes.classPath());
    }

    /** What is started, for those who start it in a terminal or as somebody else. */
    public List<String> command(String classPath) {
      return words(List.of(), classPath);
    }

    private List<String> words(List<String> sharing, String classPath) {
      List<String> words = new ArrayList<>();
      words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      // Children live for seconds: what pays off later than that is left out.
      words.add("-Xshare:auto");
      words.add("-XX:TieredStopAtLevel=1");
      words.add("-XX:+UseSerialGC");
      // Fewer page faults, where the system has such pages.
      words.add("-XX:+IgnoreUnrecognizedVMOptions");
      words.add("-XX:+UseTransparentHugePages");
      words.addAll(sharing);
      words.addAll(options);
      words.addAll(List.of("-cp", classPath, main.getName()));
      words.addAll(arguments);
      return words;
    }

    /** Starts the child; does not wait for anything it does. */
    public ChildJvm start() {
      ProcessBuilder builder = new ProcessBuilder(command());
      builder.environment().putAll(environment);
      builder.directory(folder == null ? null : folder.toFile());
      try {
        return new ChildJvm(builder.start(), main.getSimpleName());
      } catch (IOException e) {
        throw new UncheckedIOException("start a JVM for " + main.getName(), e);
      }
    }
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs, paused or not. */
  public boolean alive() {
    return process.isAlive();
  }

  /** The lines it has printed so far. */
  public List<String> lines() {
    return out.lines();
  }

  /** The lines it has written to standard error so far. */
  public List<String> errorLines() {
    return errors.lines();
  }

  /**
   * The first line of its whole output that fits, waited for if need be.
   *
   * @throws AssertionError when there is none in time, or the child ends without it
   */
  public String awaitLine(Predicate<String> wanted, Duration timeout) {
    return out.await(wanted, timeout)
        .orElseThrow(
            () -> failure("printed no such line within " + timeout.toMillis() + " ms", null));
  }

  /** Writes a line to its standard input. */
  public void send(String line) {
    try {
      input.write(line);
      input.newLine();
      input.flush();
    } catch (IOException e) {
      throw failure("takes no input", e);
    }
  }

  /**
   * Waits for its end.
   *
   * @return its exit code
   * @throws AssertionError when it goes on beyond the timeout
   */
  public int awaitExit(Duration timeout) {
    try {
      if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        out.awaitEnd();
        errors.awaitEnd();
        return process.exitValue();
      }
      throw failure("does not end within " + timeout.toMillis() + " ms", null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("was waited for, interrupted", e);
    }
  }

  /** SIGKILL; returns when it and all it has started are gone and its output is read. */
  public void kill() {
    Kill.tree(pid());
    awaitExit(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  /** SIGTERM; its shutdown hooks run, and what they print is read. */
  public void terminate() {
    // Process.destroy would close its streams at once.
    boolean unused = process.toHandle().destroy();
  }

  /** SIGSTOP. */
  public void pause() {
    Kill.pause(pid());
  }

  /** SIGCONT. */
  public void resume() {
    Kill.resume(pid());
  }

  /** Kills it if it still runs. */
  @Override
  public void close() {
    if (alive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      awaitExit(Duration.ofSeconds(PATIENCE_SECONDS));
    }
  }

  private AssertionError failure(String what, @Nullable Throwable cause) {
    String state = alive() ? "runs" : "ended with " + process.exitValue();
    return new AssertionError(
        "child JVM "
            + name
            + " "
            + what
            + " ("
            + state
            + ")\nstandard output: "
            + out.tail()
            + "\nstandard error: "
            + errors.tail(),
        cause);
  }
}
