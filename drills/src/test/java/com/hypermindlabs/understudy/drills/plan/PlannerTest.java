package com.hypermindlabs.understudy.drills.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final List<Plan> PLANS = LongStream.range(0, 500).mapToObj(Planner::of).toList();

  @Test
  void theSameSeedIsTheSameSchedule() {
    for (Plan plan : PLANS) {
      assertThat(Planner.of(plan.seed())).isEqualTo(plan);
    }
    assertThat(PLANS.stream().map(Plan::steps).distinct().count()).isEqualTo(PLANS.size());
  }

  @Test
  void everyKindOfFaultComesUp() {
    Set<Kind> kinds = new HashSet<>();
    PLANS.forEach(plan -> plan.steps().forEach(step -> kinds.add(step.kind())));
    assertThat(kinds).containsExactlyInAnyOrder(Kind.values());
    assertThat(PLANS.stream().map(Plan::sites)).contains(1, 2, 3);
    assertThat(PLANS.stream().map(Plan::processes)).contains(1, 2, 3);
  }

  @Test
  void noTwoFaultsHaveHoldOfOneThingAtOnce() {
    for (Plan plan : PLANS) {
      Map<String, Integer> free = new HashMap<>();
      for (Step step : plan.steps()) {
        Kind.Target target = step.kind().target();
        if (target != Kind.Target.NOTHING) {
          String held = target + (target == Kind.Target.PRIMARY ? "" : " " + step.site());
          assertThat(step.at()).as("%s", plan).isGreaterThanOrEqualTo(free.getOrDefault(held, 0));
          free.put(held, step.at() + step.millis());
        }
      }
      assertThat(free.values()).allMatch(end -> end < plan.millis());
    }
  }
}
