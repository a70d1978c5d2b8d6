package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.Kill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A process of a site, at work. Not thread-safe. */
final class Member {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ChildJvm process;
  private final int version;
  private final int said;
  private final int startOrder;
  private final List<Integer> underWay = new ArrayList<>();
  private boolean paused;

  /** Starts in a process in waiting; does not wait until it has. */
  Member(ChildJvm process, int version, String... start) {
    this.process = process;
    this.version = version;
    this.said = process.lines().size();
    this.startOrder = order(start);
  }

  /** Whether it has come to a step that something was set at: the order, and the step. */
  boolean reached(String what) {
    List<String> lines = process.lines();
    return lines.subList(said, lines.size()).stream()
        .anyMatch(line -> line.startsWith("REACHED " + what));
  }

  /** Waits until it has started. */
  void awaitStarted() {
    String answer = answer(startOrder, LONG);
    if (!answer.startsWith("OK")) {
      throw new InjectionException("a process does not start: " + answer + errors());
    }
  }

  /** Ends it in good order if it can, else by SIGKILL. */
  void end() {
    try {
      resume();
      String unused = answer(order("STOP"), Duration.ofSeconds(5));
    } catch (AssertionError | RuntimeException e) {
      // It is given up either way.
      process.close();
      return;
    }
    process.close();
  }

  /** Which version of the application it is. */
  int version() {
    return version;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.alive();
  }

  boolean paused() {
    return paused;
  }

  ChildJvm process() {
    return process;
  }

  /** Gives an order and does not wait; answers its number. */
  int order(String... words) {
    int number = Spares.nextOrder();
    process.send(number + " " + String.join(" ", words));
    return number;
  }

  /** Gives an order that takes its time, and does not wait for what comes of it. */
  void begin(String... words) {
    underWay.add(order(words));
  }

  /** Waits until every order that was begun has been answered, with success or not. */
  void awaitAnswers() {
    boolean answered =
        Waiting.until(LONG, () -> !alive() || underWay.stream().allMatch(this::answered));
    if (!answered) {
      throw new InjectionException("an order is never answered: " + errors());
    }
  }

  private boolean answered(int number) {
    return process.lines().stream().anyMatch(line -> line.startsWith(number + " "));
  }

  /** The answer to an order, waited for. */
  String answer(int number, Duration patience) {
    String line = process.awaitLine(one -> one.startsWith(number + " "), patience);
    return line.substring(line.indexOf(' ') + 1);
  }

  /** Gives an order and waits; an order that fails throws. */
  String carryOut(String... words) {
    String answer = answer(order(words), LONG);
    if (!answer.startsWith("OK ")) {
      throw new InjectionException(String.join(" ", words) + ": " + answer);
    }
    return answer.substring("OK ".length());
  }

  /** What it says of the site. */
  Status status() {
    String[] parts = carryOut("STATUS").split("\\|", -1);
    return new Status(
        parts[0], parts[1], !parts[2].equals("null"), Arrays.asList(parts).toString());
  }

  /** Mode, state of the mirror, whether the fallback has data; all of it in words. */
  record Status(String mode, String mirror, boolean filled, String all) {}

  void kill() {
    process.kill();
  }

  void pause() {
    process.pause();
    paused = true;
    Waiting.require(Duration.ofSeconds(10), "SIGSTOP", () -> state() == 'T');
  }

  void resume() {
    wake();
    if (paused) {
      paused = false;
      Kill.resume(pid());
      Waiting.require(Duration.ofSeconds(10), "SIGCONT", () -> state() != 'T');
    }
  }

  /** SIGCONT to one that has stopped itself. */
  void wake() {
    if (alive() && !paused && stopped()) {
      Kill.resume(pid());
    }
  }

  /** Whether it has ended at the step where it was told to. */
  boolean halted() {
    return !alive() && reached("HALT ");
  }

  /** Whether it can be asked. */
  boolean awake() {
    return alive() && !stopped();
  }

  private boolean stopped() {
    try {
      return state() == 'T';
    } catch (IOException e) {
      return false; // it has just ended
    }
  }

  /**
   * Stops and ends at no step from now on: nobody takes its place while the verdict waits for the
   * last cycles of its mirror.
   */
  void disarm() {
    int number = order("DISARM");
    boolean done =
        Waiting.until(
            LONG,
            () -> {
              wake();
              return halted() || answered(number);
            });
    if (!done) {
      throw new InjectionException("a process takes no orders: " + errors());
    }
  }

  private char state() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid() + "/stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  /** What it wrote to standard error. */
  List<String> errors() {
    return process.errorLines();
  }
}
