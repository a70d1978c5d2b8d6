package com.hypermindlabs.understudy.drills.world;

import com.hypermindlabs.understudy.drills.plan.Kind;
import com.hypermindlabs.understudy.drills.plan.StepName;
import java.util.List;

/**
 * A step of mirror or return at which whoever comes to it is killed, stopped or delayed. Only
 * counts when somebody came; the trap stays set to the end of the schedule.
 */
final class Trap implements Fault {
  private static final int SHORTEST_DELAY = 200;
  private static final int DELAYS = 1_300;

  private final World world;
  private final Site site;
  private final List<String> order;
  private int caught;

  Trap(World world, Site site, Kind kind, int number) {
    this.world = world;
    this.site = site;
    String step = StepName.of(number);
    this.order =
        switch (kind) {
          case HALTED_AT_A_STEP -> List.of("HALT", step);
          case STALLED_AT_A_STEP -> List.of("STALL", step);
          case DELAYED_AT_A_STEP ->
              List.of("DELAY", step, Integer.toString(SHORTEST_DELAY + number % DELAYS));
          default -> throw new IllegalArgumentException(kind + " is not set at a step");
        };
  }

  @Override
  public void begin() {
    for (Member member : List.copyOf(site.members())) {
      if (member.awake()) {
        int unused = member.order(order.toArray(String[]::new));
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
      if (member.reached(order.get(0) + " " + order.get(1))) {
        caught++;
        member.wake();
      }
    }
    site.replaceHalted(world.version());
  }
}
