package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.drills.check.Checker;
import com.hypermindlabs.understudy.drills.check.Evidence;
import com.hypermindlabs.understudy.drills.plan.Kind;
import com.hypermindlabs.understudy.drills.plan.Plan;
import com.hypermindlabs.understudy.drills.plan.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Plays one plan, from the first process to the verdict. */
public final class Schedule {
  private static final Duration RETURN = Duration.ofSeconds(150);
  private static final long ORDER_NANOS = 3_000_000_000L;

  private final Plan plan;
  private final Stage stage;
  private final Map<Kind, Integer> injected = new EnumMap<>(Kind.class);

  /** Plays nothing yet. */
  public Schedule(Plan plan, Stage stage) {
    this.plan = plan;
    this.stage = stage;
  }

  /**
   * What came of it.
   *
   * @param violations promises that were broken, in words
   * @param injected how many faults of each kind took hold
   * @param operations how many operations were in the histories
   * @param fallbackWrites how many writes a fallback acknowledged
   */
  public record Outcome(
      List<String> violations, Map<Kind, Integer> injected, long operations, long fallbackWrites) {}

  /** A moment at which something begins or ends. */
  private record Moment(int at, boolean beginning, Step step, Fault fault) {}

  /**
   * Plays it.
   *
   * @param keep where histories and what the processes said are copied if it ends badly; null for
   *     nowhere
   * @throws InjectionException when a fault did not take hold: nothing can be said then
   */
  public Outcome play(@Nullable Path keep) throws Exception {
    Path scratch = stage.folder("seed" + plan.seed());
    World world = new World(plan, stage, scratch);
    boolean good = false;
    try (world) {
      world.open();
      suffer(world);
      world.rest();
      List<String> violations = new ArrayList<>(died(world));
      boolean late = violations.isEmpty();
      violations.addAll(awaitReturns(world));
      Checker checker = new Checker(evidence(world, scratch));
      Optional<String> refused = checker.withoutRights();
      if (refused.isPresent()) {
        throw new InjectionException(
            "the application has not the rights it needs: " + refused.get());
      }
      if (violations.isEmpty()) {
        violations.addAll(checker.check());
        late = violations.stream().allMatch(Checker::isOfTime);
      }
      good = violations.isEmpty();
      if (!good && late && Machine.starved()) {
        // Nothing was seen to be wrong, but that it was not over in time.
        throw new InjectionException("too loaded a machine to judge: " + violations);
      }
      if (!good) {
        keep(world, scratch, keep);
      }
      world.leave();
      return new Outcome(violations, injected, checker.operations(), checker.fallbackWrites());
    } catch (Exception | AssertionError e) {
      keep(world, scratch, keep);
      throw e;
    } finally {
      stage.discard(scratch);
    }
  }

  /** Begins and ends each fault at its time. */
  private void suffer(World world) throws Exception {
    List<Moment> moments = new ArrayList<>();
    for (Step step : plan.steps()) {
      Step possible = possible(step);
      Fault fault = world.fault(possible);
      moments.add(new Moment(step.at(), true, possible, fault));
      moments.add(new Moment(step.at() + step.millis(), false, possible, fault));
    }
    moments.sort(Comparator.comparingInt(Moment::at));
    long begun = System.nanoTime();
    for (Moment moment : moments) {
      sleepUntil(begun + moment.at() * 1_000_000L);
      try {
        if (moment.beginning()) {
          moment.fault().begin();
          note(moment, moment.fault().hits());
        } else {
          moment.fault().end();
          note(moment, moment.fault().hitsAtEnd());
        }
      } catch (Exception | AssertionError e) {
        throw new InjectionException(moment.step() + ": " + e.getMessage(), e);
      }
    }
    sleepUntil(begun + plan.millis() * 1_000_000L);
  }

  private void note(Moment moment, int hits) {
    if (hits > 0) {
      injected.merge(moment.step().kind(), hits, Integer::sum);
    }
  }

  /** Without namespaces nothing drops packets by size or at random, and no disk is small. */
  private static Step possible(Step step) {
    if (Namespace.here()) {
      return step;
    }
    Kind kind =
        switch (step.kind()) {
          case LINK_LARGE_LOST -> Kind.LINK_SILENT_BACK;
          case LINK_LOSSY -> Kind.LINK_CUT;
          case DISK_FULL -> Kind.FALLBACK_KILLED;
          default -> step.kind();
        };
    return new Step(step.at(), step.millis(), kind, step.site(), step.number());
  }

  private static void sleepUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static List<String> died(World world) {
    return world.sites().stream().flatMap(site -> site.diedByThemselves().stream()).toList();
  }

  /** Every site comes back, or says what holds it up: that is then the violation. */
  private static List<String> awaitReturns(World world) {
    List<String> violations = new ArrayList<>();
    long deadline = System.nanoTime() + RETURN.toNanos();
    for (Site site : world.sites()) {
      long next = 0;
      while (!isBack(site)) {
        Member asked = site.asked();
        if (asked == null || System.nanoTime() > deadline) {
          violations.add(
              site.name() + " does not return: " + (asked == null ? "" : asked.status().all()));
          break;
        }
        if (System.nanoTime() > next && !asked.status().mode().equals("normal")) {
          if (world.lost().happened() && asked.status().all().contains("lost commits")) {
            int unused = asked.order("CONFIRM");
          } else if (world.wasOrdered(site)) {
            int unused = asked.order("RETURN");
          }
          next = System.nanoTime() + ORDER_NANOS;
        }
        LockSupport.parkNanos(20_000_000);
      }
    }
    return violations;
  }

  private static boolean isBack(Site site) {
    try {
      return !site.fallback().open() && site.normal();
    } catch (java.sql.SQLException e) {
      return false;
    }
  }

  private static Evidence evidence(World world, Path histories) {
    return new Evidence(
        world.direct()::getConnection,
        world.sites().stream()
            .map(
                site ->
                    new Evidence.Site(
                        site.name(), site.fallback()::asOwner, site.fallback()::asApplication))
            .toList(),
        histories,
        world.lost().windows());
  }

  private void keep(World world, Path scratch, @Nullable Path keep) {
    if (keep == null) {
      return;
    }
    try {
      Path folder = Files.createDirectories(keep.resolve("seed" + plan.seed()));
      Files.writeString(folder.resolve("plan.txt"), plan.toString().replace("Step[", "\nStep["));
      for (Site site : world.sites()) {
        Files.writeString(folder.resolve(site.name() + ".log"), String.join("\n", site.errors()));
      }
      Shell.run(
          List.of(
              "sh",
              "-c",
              "cp "
                  + scratch
                  + "/*.history "
                  + folder
                  + "/ && cp "
                  + scratch
                  + "/site*/fallback/server.log "
                  + folder
                  + "/ || true"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException("keep what a schedule left", e);
    }
  }
}
