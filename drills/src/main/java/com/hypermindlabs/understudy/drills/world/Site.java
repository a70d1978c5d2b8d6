package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.testkit.ChildJvm;
import com.hypermindlabs.understudy.testkit.FaultProxy;
import com.hypermindlabs.understudy.testkit.Kill;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One site: its state directory, its link to the primary, its processes. Not thread-safe. */
final class Site implements AutoCloseable {
  /**
   * What a site is made of.
   *
   * @param number which one, from 0
   * @param folder its state directory
   * @param histories where its processes write
   * @param database the primary's, as its owner
   * @param threads that write in each process
   * @param seed of the schedule
   */
  record Place(
      int number, Path folder, Path histories, TestDatabase database, int threads, long seed) {}

  private final Place place;
  private final Spares spares;
  private final FaultProxy link;
  private final Fallback fallback;
  private final List<Member> members = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private final int size;
  private int started;
  private boolean working;

  Site(Place place, int size, Spares spares) {
    this.place = place;
    this.size = size;
    this.spares = spares;
    this.link = FaultProxy.to(place.database().server());
    this.fallback = new Fallback(place.folder());
  }

  String name() {
    return "site" + place.number();
  }

  Path folder() {
    return place.folder();
  }

  FaultProxy link() {
    return link;
  }

  Fallback fallback() {
    return fallback;
  }

  /** Those that run, the oldest first. */
  List<Member> members() {
    return members;
  }

  Member member(int dice) {
    if (members.isEmpty()) {
      throw new InjectionException(name() + " has no process");
    }
    return members.get(dice % members.size());
  }

  /** Starts processes until all are there; does not wait for them. */
  void fill(int version) {
    while (members.size() < size) {
      String name = name() + "m" + ++started;
      members.add(
          new Member(
              spares.take(),
              version,
              "START",
              place.folder().toString(),
              place.database().name(),
              Integer.toString(link.port()),
              Integer.toString(place.database().server().port()),
              name,
              Long.toString(place.seed() * 1009 + place.number() * 101L + started),
              Integer.toString(version),
              Integer.toString(place.threads()),
              place.histories().resolve(name + ".history").toString(),
              working ? "work" : "rest"));
    }
  }

  /** Waits until every process has started. */
  void awaitStarted() {
    each(Member::awaitStarted);
  }

  void work() {
    working = true;
    members.forEach(
        member -> {
          int unused = member.order("WORK");
        });
  }

  /** Every process brings to its end what it has begun. */
  void rest() {
    working = false;
    each(
        member -> {
          String unused = member.carryOut("REST");
        });
  }

  /** Does something with every process; those that end at a step meanwhile were told to. */
  private void each(Consumer<Member> task) {
    for (Member member : List.copyOf(members)) {
      try {
        task.accept(member);
      } catch (AssertionError | IllegalStateException e) {
        if (!member.halted()) {
          throw e;
        }
      }
    }
  }

  /** Whether every process says that it is on the primary. */
  boolean normal() {
    List<String> other = new ArrayList<>();
    each(
        member -> {
          if (!member.status().mode().equals("normal")) {
            other.add("not");
          }
        });
    return other.isEmpty() && members.stream().allMatch(Member::alive);
  }

  /** What was stopped goes on, and stops no more. */
  void wakeAll() {
    each(
        member -> {
          member.resume();
          member.disarm();
        });
  }

  /**
   * Waits until what an operator ordered has been carried out, or refused: the verdict is not to
   * meet it.
   */
  void awaitAnswers() {
    each(Member::awaitAnswers);
  }

  /** Takes a process out that was killed. */
  void forget(Member member) {
    errors.addAll(member.errors());
    members.remove(member);
  }

  void kill(Member member) {
    member.kill();
    forget(member);
  }

  /** Takes the places of processes that were to end at a step, and did. */
  void replaceHalted(int version) {
    for (Member member : List.copyOf(members)) {
      if (member.halted()) {
        forget(member);
      }
    }
    fill(version);
  }

  /** The process that holds the leader's lock. */
  Optional<Member> leader() {
    try {
      Path lock = place.folder().resolve("leader.lock");
      if (!Files.exists(lock)) {
        return Optional.empty();
      }
      String inode = ":" + Files.getAttribute(lock, "unix:ino") + " ";
      for (String line : Files.readAllLines(Path.of("/proc/locks"))) {
        if (line.contains(inode) && !line.contains("->")) {
          long holder = Long.parseLong(line.trim().split("\\s+", -1)[4]);
          return members.stream().filter(member -> member.pid() == holder).findFirst();
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new InjectionException("look for the leader of " + name(), e);
    }
  }

  /** The first process that can be asked. */
  @Nullable Member asked() {
    return members.stream().filter(Member::awake).findFirst().orElse(null);
  }

  /** Processes that ended though nobody ended them. */
  List<String> diedByThemselves() {
    return members.stream()
        .filter(member -> !member.alive() && !member.halted())
        .map(member -> name() + ": a process died: " + member.errors())
        .toList();
  }

  /** What its processes have written to standard error. */
  List<String> errors() {
    List<String> all = new ArrayList<>(errors);
    members.forEach(member -> all.addAll(member.errors()));
    return all;
  }

  /** Processes leave in good order where they can, and may be used again. */
  void leave() {
    for (Member member : List.copyOf(members)) {
      ChildJvm process = member.process();
      try {
        member.resume();
        String unused = member.carryOut("STOP");
        spares.giveBack(process);
      } catch (AssertionError | RuntimeException e) {
        process.close();
      }
      members.remove(member);
    }
  }

  @Override
  public void close() {
    for (Member member : members) {
      member.process().close();
    }
    link.close();
    fallback.pid().ifPresent(Kill::tree);
  }
}
