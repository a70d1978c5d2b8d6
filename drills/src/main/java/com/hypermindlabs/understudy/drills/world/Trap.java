package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.drills.plan.Kind;
import java.util.List;

/**
 * A step of mirror or return at which whoever comes to it is killed or stopped. Only counts when
 * somebody came; the trap stays set to the end of the schedule.
 */
final class Trap implements Fault {
  private static final List<String> STEPS =
      List.of(
          "cycle.snapshot",
          "cycle.staged",
          "cycle.registered",
          "cycle.applied",
          "round.durable",
          "round.marked",
          "round.staged",
          "round.merged",
          "round.committed",
          "round.committed",
          "round.settled");

  private final World world;
  private final Site site;
  private final boolean halt;
  private final String step;
  private int caught;

  Trap(World world, Site site, Kind kind, int number) {
    this.world = world;
    this.site = site;
    this.halt = kind == Kind.HALTED_AT_A_STEP;
    this.step = STEPS.get(number % STEPS.size());
  }

  @Override
  public void begin() {
    for (Member member : List.copyOf(site.members())) {
      if (member.awake()) {
        int unused = member.order(halt ? "HALT" : "STALL", step);
      }
    }
  }

  @Override
  public int hits() {
    return 0;
  }

  @Override
  public int hitsAtEnd() {
    return caught;
  }

  @Override
  public void end() {
    for (Member member : site.members()) {
      if (member.reached()) {
        caught++;
        member.wake();
      }
    }
    site.replaceHalted(world.version());
  }
}
