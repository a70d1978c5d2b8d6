package com.hypermindlabs.understudy.drills.plan;

import java.util.ArrayList;
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
  private static final int TOTAL =
      java.util.Arrays.stream(Kind.values()).mapToInt(Kind::weight).sum();

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
    int faults = 2 + random.nextInt(3);
    int at = FIRST;
    for (int i = 0; i < faults; i++) {
      add(at, random.nextInt(sites));
      at += random.nextInt(900);
    }
    steps.sort(Comparator.comparingInt(Step::at));
    int end = steps.stream().mapToInt(step -> step.at() + step.millis()).max().orElse(at);
    int more = REST + random.nextInt(1_200);
    return new Plan(seed, sites, processes, threads, end + more, seeded, steps);
  }

  private void add(int earliest, int site) {
    Kind kind = kind();
    String held =
        switch (kind.target()) {
          case PRIMARY -> "primary";
          case NOTHING -> "nothing " + steps.size();
          default -> kind.target() + " " + site;
        };
    int at = Math.max(earliest, busy.getOrDefault(held, 0));
    int millis =
        kind.target() == Kind.Target.NOTHING ? 0 : SHORTEST + random.nextInt(LONGEST - SHORTEST);
    steps.add(new Step(at, millis, kind, site, random.nextInt(1 << 20)));
    busy.put(held, at + millis + REST);
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
