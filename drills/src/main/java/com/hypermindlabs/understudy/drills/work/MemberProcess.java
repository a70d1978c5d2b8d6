package com.hypermindlabs.understudy.drills.work;

import com.hypermindlabs.understudy.SteppedSite;
import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.UnderstudyBuilder;
import com.hypermindlabs.understudy.status.StatusReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A process of the application, which embeds the library. Obeys orders on standard input, each with
 * a number that the answer begins with: START, WORK, REST, CLOCK, STATUS, HALT, STALL and DELAY (at
 * a step), DISARM, FAILOVER, RETURN, CONFIRM, STOP. Between STOP and the next START it is nobody's
 * process.
 */
public final class MemberProcess {
  private static final int CONNECTIONS = 4;

  private final PrintStream answers;
  private final OffsetClock clock = new OffsetClock();
  private final List<Writer> writers = new ArrayList<>();

  /** What it does at which step: HALT, STALL or DELAY, and the step; once. */
  private final AtomicReference<String> trap = new AtomicReference<>("");

  private volatile long delayMillis;
  private @Nullable Understudy site;
  private @Nullable History history;

  private MemberProcess(PrintStream answers) {
    this.answers = answers;
  }

  /** Takes orders until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    MemberProcess process = new MemberProcess(System.out);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      String[] words = order.split(" ", -1);
      switch (words[1]) {
        case "START", "FAILOVER", "RETURN", "CONFIRM", "STOP" -> process.aside(words);
        default -> process.carryOut(words);
      }
    }
    System.exit(0);
  }

  /** What takes its time must not keep other orders waiting. */
  private void aside(String[] words) {
    Thread thread = new Thread(() -> carryOut(words), "order-" + words[0]);
    thread.setDaemon(true);
    thread.start();
  }

  private void carryOut(String[] words) {
    String answer;
    try {
      answer = "OK " + answer(words);
    } catch (Exception e) {
      answer = "FAILED " + e;
    }
    synchronized (answers) {
      answers.println(words[0] + " " + answer.replaceAll("[\\r\\n]+", " "));
      answers.flush();
    }
  }

  private String answer(String[] words) throws Exception {
    switch (words[1]) {
      case "START" -> start(words);
      case "WORK" -> writers.forEach(writer -> writer.work(true));
      case "REST" -> rest();
      case "CLOCK" -> {
        clock.set(Duration.ofSeconds(Long.parseLong(words[2])));
        return clock.instant().toString();
      }
      case "STATUS" -> {
        return status();
      }
      case "HALT", "STALL" -> trap.set(words[1] + " " + words[2]);
      case "DELAY" -> {
        delayMillis = Long.parseLong(words[3]);
        trap.set(words[1] + " " + words[2]);
      }
      case "DISARM" -> trap.set("");
      case "FAILOVER" -> running().failOver("a drill");
      case "RETURN" -> running().returnToPrimary();
      case "CONFIRM" -> running().returnToConfirmedPrimary();
      case "STOP" -> stop();
      default -> throw new IllegalArgumentException("no such order: " + words[1]);
    }
    return "";
  }

  private synchronized Understudy running() {
    Understudy running = site;
    if (running == null) {
      throw new IllegalStateException("it was not started");
    }
    return running;
  }

  /**
   * Words from the third on: state directory, database, port of the link, port of the primary,
   * name, seed, version of the schema, threads, file of the history, whether to work at once.
   */
  private void start(String[] words) {
    int version = Integer.parseInt(words[8]);
    UnderstudyBuilder builder =
        Understudy.builder(SiteSettings.of(Path.of(words[2]), words[3], Integer.parseInt(words[4])))
            .migrations(
                source -> {
                  try (Connection connection = source.getConnection()) {
                    Schema.migrate(connection, version);
                  }
                })
            .pool(config -> config.setMaximumPoolSize(CONNECTIONS))
            .clock(clock);
    Understudy started = SteppedSite.with(builder, this::reached).start();
    synchronized (this) {
      site = started;
      History kept = new History(Path.of(words[10]));
      history = kept;
      int port = Integer.parseInt(words[5]);
      for (int i = 0; i < Integer.parseInt(words[9]); i++) {
        long seed = Long.parseLong(words[7]) * 31 + i;
        Writer writer =
            new Writer(words[6] + (char) ('a' + i), started.dataSource(), port, true, seed, kept);
        writer.work(words[11].equals("work"));
        writers.add(writer);
        Thread thread = new Thread(writer, "writer-" + i);
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  /** SIGKILL or SIGSTOP to itself, or a sleep of this thread alone, at the step that was named. */
  private void reached(String step) {
    @Nullable String set = trap.get();
    if (set == null || !set.endsWith(" " + step) || !trap.compareAndSet(set, "")) {
      return;
    }
    answers.println("REACHED " + set);
    answers.flush();
    if (set.startsWith("HALT")) {
      Runtime.getRuntime().halt(137);
    }
    if (set.startsWith("DELAY")) {
      LockSupport.parkNanos(delayMillis * 1_000_000L);
      return;
    }
    try {
      String self = Long.toString(ProcessHandle.current().pid());
      int unused = new ProcessBuilder("kill", "-STOP", self).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("stop at " + step, e);
    }
  }

  private void rest() {
    writers.forEach(writer -> writer.work(false));
    while (!writers.stream().allMatch(Writer::resting)) {
      LockSupport.parkNanos(2_000_000);
    }
  }

  private synchronized void stop() {
    writers.forEach(Writer::end);
    writers.clear();
    Understudy running = site;
    site = null;
    clock.set(Duration.ZERO);
    trap.set("");
    if (running != null) {
      running.close();
    }
    History kept = history;
    history = null;
    if (kept != null) {
      kept.close();
    }
  }

  /** Mode, state of the mirror, since when the data is; what a return waits for. */
  private String status() {
    StatusReport report = running().status();
    return String.join(
        "|",
        report.mode().json(),
        report.mirror().state(),
        String.valueOf(report.fallback().dataAsOf()),
        Long.toString(report.route().epoch()),
        String.valueOf(report.journal().waitsFor()),
        String.valueOf(report.mirror().reason()),
        report.route().reason());
  }
}
