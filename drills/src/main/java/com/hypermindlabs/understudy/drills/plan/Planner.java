package com.hypermindlabs.understudy.drills.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes schedules: the same seed, the same schedule. */
public final class Planner {
  private static final int FIRST = 200;
  private static final int SHORTEST = 300;
  private static final int LONGEST = 1_800;
  private static final int REST = 300;
  private static final int EARLY = 200;
  private static final int OUTAGE = 1_200;
  private static final int SILENCE = 2_200;
  private static final int NUMBERS = 1 << 20;

  /** What a site notices at once. */
  private static final List<Kind> SUDDEN = List.of(Kind.LINK_REFUSED, Kind.PRIMARY_KILLED);

  private static final List<Kind> OUTAGES =
      List.of(
          Kind.LINK_REFUSED,
          Kind.LINK_SILENT,
          Kind.LINK_SILENT_BACK,
          Kind.PRIMARY_KILLED,
          Kind.PRIMARY_PAUSED);

  /** In a cycle of the mirror that goes on while the gate opens. */
  private static final List<Kind> AT_ITS_BEGINNING =
      List.of(
          Kind.HALTED_AT_A_STEP,
          Kind.STALLED_AT_A_STEP,
          Kind.DELAYED_AT_A_STEP,
          Kind.DELAYED_AT_A_STEP,
          Kind.DELAYED_AT_A_STEP);

  /** In a round of the return. */
  private static final List<Kind> AT_ITS_END =
      List.of(
          Kind.HALTED_AT_A_STEP,
          Kind.HALTED_AT_A_STEP,
          Kind.STALLED_AT_A_STEP,
          Kind.DELAYED_AT_A_STEP,
          Kind.LINK_COMMIT_UNANSWERED);

  private static final int TOTAL = Arrays.stream(Kind.values()).mapToInt(Kind::weight).sum();

  private final long seed;
  private final Random random;
  private final List<Step> steps = new ArrayList<>();

  /** By what is held of, when it is free again. */
  private final Map<String, Integer> busy = new HashMap<>();

  private Planner(long seed) {
    this.seed = seed;
    // Neighbouring seeds begin alike.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L ^ 0x5DEECE66DL);
  }

  /** The schedule of a seed. */
  public static Plan of(long seed) {
    return new Planner(seed).plan();
  }

  private Plan plan() {
    int dice = random.nextInt(10);
    int sites = dice < 6 ? 1 : dice < 9 ? 2 : 3;
    int processes = sites == 1 ? 1 + random.nextInt(3) : 1 + random.nextInt(2);
    int threads = 1 + random.nextInt(2);
    boolean seeded = random.nextInt(10) > 0;
    boolean aimed = random.nextBoolean();
    int faults = aimed ? random.nextInt(2) : 2 + random.nextInt(3);
    int at = FIRST;
    for (int i = 0; i < faults; i++) {
      add(at, random.nextInt(sites));
      at += random.nextInt(900);
    }
    if (aimed) {
      aim(random.nextInt(sites));
    }
    steps.sort(Comparator.comparingInt(Step::at));
    int end = steps.stream().mapToInt(step -> step.at() + step.millis()).max().orElse(at);
    int more = REST + random.nextInt(1_200);
    return new Plan(seed, sites, processes, threads, end + more, seeded, steps);
  }

  private void add(int earliest, int site) {
    Kind kind = kind();
    int at = Math.max(earliest, free(kind, site));
    int millis =
        kind.target() == Kind.Target.NOTHING ? 0 : SHORTEST + random.nextInt(LONGEST - SHORTEST);
    put(new Step(at, millis, kind, site, random.nextInt(NUMBERS)));
  }

  /**
   * An outage, and somebody who comes to a step of the mirror as it begins, or to one of the return
   * after it, or commits there in vain: what happens by chance to few schedules.
   */
  private void aim(int site) {
    int number = random.nextInt(NUMBERS);
    boolean atItsEnd = StepName.ofReturn(number);
    Kind outage = any(atItsEnd ? OUTAGES : SUDDEN);
    Kind trap = any(atItsEnd ? AT_ITS_END : AT_ITS_BEGINNING);
    int at = Math.max(free(outage, site), free(trap, site)) + EARLY;
    int millis = (outage.silent() ? SILENCE : OUTAGE) + random.nextInt(OUTAGE);
    put(new Step(at, millis, outage, site, random.nextInt(NUMBERS)));
    int trapAt = Math.max(atItsEnd ? at + millis - EARLY : at - EARLY, free(trap, site));
    put(new Step(trapAt, LONGEST, trap, site, number));
  }

  private Kind any(List<Kind> kinds) {
    return kinds.get(random.nextInt(kinds.size()));
  }

  private int free(Kind kind, int site) {
    return busy.getOrDefault(held(kind, site), 0);
  }

  private void put(Step step) {
    steps.add(step);
    busy.put(held(step.kind(), step.site()), step.at() + step.millis() + REST);
  }

  private String held(Kind kind, int site) {
    return switch (kind.target()) {
      case PRIMARY -> "primary";
      case NOTHING -> "nothing " + steps.size();
      default -> kind.target() + " " + site;
    };
  }

  private Kind kind() {
    int left = random.nextInt(TOTAL);
    for (Kind kind : Kind.values()) {
      left -= kind.weight();
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }
}
