package com.hypermindlabs.understudy.random;

import com.hypermindlabs.understudy.LibraryProcess;
import com.hypermindlabs.understudy.testkit.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The processes of a site, and what they have said. Not thread-safe. */
final class Site implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(90);

  /** How a site's processes are started. */
  record Place(Path folder, String database, int link, int primary, long seed) {}

  private final Place place;
  private final Coverage coverage;
  private final List<ChildJvm> members = new ArrayList<>();
  private final List<Integer> counted = new ArrayList<>();
  private int started;
  private int orders;

  Site(Place place, Coverage coverage) {
    this.place = place;
    this.coverage = coverage;
  }

  /** Starts one more process; does not wait for it. */
  void start() {
    long seed = place.seed() * 1000 + ++started;
    members.add(
        LibraryProcess.of(
                Member.class,
                place.folder().toString(),
                place.database(),
                Integer.toString(place.link()),
                Integer.toString(place.primary()),
                Long.toString(place.seed()),
                Long.toString(seed))
            .option("-Xmx128m")
            .start());
    counted.add(0);
  }

  void awaitReady() {
    members.forEach(member -> member.awaitLine("READY"::equals, LONG));
  }

  int size() {
    return members.size();
  }

  /** The oldest first: most likely the leader. */
  ChildJvm member(int number) {
    return members.get(number);
  }

  /** SIGKILL. */
  void kill(int number) {
    tally();
    members.get(number).kill();
    members.remove(number);
    counted.remove(number);
  }

  /** Takes note of processes that have ended by themselves, as they were told; starts others. */
  void replaceDead() {
    for (int i = members.size() - 1; i >= 0; i--) {
      if (!members.get(i).alive()) {
        tally();
        List<String> lines = members.get(i).lines();
        if (lines.stream().noneMatch(line -> line.startsWith("HALTED"))) {
          throw new AssertionError("a process died: " + members.get(i).errorLines());
        }
        members.get(i).close();
        members.remove(i);
        counted.remove(i);
      }
    }
    while (members.size() < 2) {
      start();
    }
  }

  /** What came of an order to write: the attempt if it got that far, and the last word. */
  record Written(Optional<Attempt> attempt, String word) {}

  Written write(int number) {
    ChildJvm member = members.get(number);
    int from = member.lines().size();
    int order = ++orders;
    String word;
    try {
      member.send("WRITE " + order);
      word =
          member
              .awaitLine(line -> line.startsWith("DONE " + order + " "), LONG)
              .substring(("DONE " + order + " ").length());
    } catch (AssertionError e) {
      if (member.alive()) {
        throw e;
      }
      word = "DEAD";
    }
    List<String> lines = member.lines();
    return new Written(
        lines.subList(from, lines.size()).stream()
            .filter(line -> line.startsWith("ATTEMPT "))
            .map(line -> Attempt.parse(line.substring("ATTEMPT ".length())))
            .reduce((first, second) -> second),
        word);
  }

  void order(int number, String order) {
    members.get(number).send(order);
  }

  /** Waits for a line that a process prints from now on. */
  boolean said(Predicate<String> line) {
    return members.stream().anyMatch(member -> member.lines().stream().anyMatch(line));
  }

  /** Counts the steps and modes that were passed since it was last asked. */
  void tally() {
    for (int i = 0; i < members.size(); i++) {
      List<String> lines = members.get(i).lines();
      for (String line : lines.subList(counted.get(i), lines.size())) {
        if (line.startsWith("STEP ")) {
          coverage.count("process steps reached", line.substring(5));
        } else if (line.startsWith("MODE ")) {
          coverage.count("modes", line.substring(5));
        } else if (line.startsWith("HALTED ")) {
          coverage.count("process killed after", line.substring(7));
        }
      }
      counted.set(i, lines.size());
    }
  }

  @Override
  public void close() {
    tally();
    members.forEach(ChildJvm::close);
  }
}
