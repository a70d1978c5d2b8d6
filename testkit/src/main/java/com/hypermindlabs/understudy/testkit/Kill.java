package com.hypermindlabs.understudy.testkit;

import com.hypermindlabs.understudy.server.Liveness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Signals to processes of ours. Every method throws {@link IllegalStateException} when the signal
 * did not take hold: a fault that silently does nothing makes a test that cannot fail. Thread-safe.
 */
public final class Kill {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Kill() {}

  /** SIGKILL to one process; waits for its end. */
  public static void process(long pid) {
    ProcessHandle handle = handle(pid);
    handle.destroyForcibly();
    awaitEnd(handle);
  }

  /**
   * SIGKILL to a process and all it has started; waits for their end. The tree is paused first, so
   * that nothing it starts meanwhile can get away: for some milliseconds, tens with many processes.
   *
   * @return when the first of them was killed, by {@link System#nanoTime}
   */
  public static long tree(long pid) {
    List<ProcessHandle> all = pauseAll(pid);
    long killed = System.nanoTime();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(Kill::awaitEnd);
    return killed;
  }

  /**
   * SIGSTOP: the process keeps its sockets and locks and does nothing, from when this returns. A
   * process that stops itself may run on for moments.
   */
  public static void pause(long pid) {
    stop(List.of(handle(pid)));
  }

  /** SIGSTOP to a process and all it has started. */
  public static void pauseTree(long pid) {
    pauseAll(pid);
  }

  /** SIGCONT: a paused process goes on. */
  public static void resume(long pid) {
    signal("-CONT", List.of(handle(pid)));
  }

  /** SIGCONT to a process and all it has started. */
  public static void resumeTree(long pid) {
    ProcessHandle root = handle(pid);
    signal("-CONT", Stream.concat(Stream.of(root), root.descendants()).toList());
  }

  /**
   * Whether a process runs, paused or not; one that has ended and only waits to be reaped does not.
   */
  public static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(Liveness::of).orElse(false);
  }

  private static List<ProcessHandle> pauseAll(long pid) {
    List<ProcessHandle> paused = new ArrayList<>();
    List<ProcessHandle> found = List.of(handle(pid));
    // A paused process starts nothing more, so the rounds end when one finds nobody new. Parents
    // come first: one that waits for its child to become another program (vfork) cannot stop
    // before it has, and a child that is stopped on the way there never does.
    while (!found.isEmpty()) {
      stop(found);
      paused.addAll(found);
      found = found.stream().flatMap(ProcessHandle::children).toList();
    }
    return paused;
  }

  private static ProcessHandle handle(long pid) {
    return ProcessHandle.of(pid)
        .orElseThrow(() -> new IllegalStateException("no process " + pid + " to signal"));
  }

  private static void awaitEnd(ProcessHandle process) {
    if (!Liveness.awaitEnd(process, PATIENCE)) {
      throw new IllegalStateException("process " + process.pid() + " survived SIGKILL");
    }
  }

  private static void stop(List<ProcessHandle> processes) {
    signal("-STOP", processes);
    long own = ProcessHandle.current().pid();
    for (ProcessHandle process : processes) {
      if (process.pid() != own && !Liveness.awaitStop(process, PATIENCE)) {
        throw new IllegalStateException("process " + process.pid() + " runs on after SIGSTOP");
      }
    }
  }

  private static void signal(String signal, List<ProcessHandle> processes) {
    List<String> words = new ArrayList<>(List.of("kill", signal));
    processes.forEach(process -> words.add(Long.toString(process.pid())));
    String command = String.join(" ", words);
    try {
      Process kill =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!kill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(command + " does not end");
      }
      // One that has ended by itself between the listing and the signal is no failure.
      if (kill.exitValue() != 0 && processes.stream().anyMatch(Liveness::of)) {
        if (processes.size() == 1) {
          throw new IllegalStateException(command + " failed");
        }
        processes.stream().filter(Liveness::of).forEach(one -> signal(signal, List.of(one)));
      }
    } catch (IOException e) {
      throw new IllegalStateException(command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(command, e);
    }
  }
}
