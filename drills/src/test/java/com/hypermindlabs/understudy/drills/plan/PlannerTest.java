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
  void manySchedulesSetATrapWhereAnOutageIs() {
    long aimed =
        PLANS.stream()
            .filter(
                plan ->
                    plan.steps().stream()
                        .anyMatch(trap -> trap.kind().atAStep() && meetsAnOutage(trap, plan)))
            .count();
    assertThat(aimed).isGreaterThan(PLANS.size() / 3);
  }

  private static boolean meetsAnOutage(Step trap, Plan plan) {
    return plan.steps().stream()
        .filter(step -> step.kind().name().matches("LINK_REFUSED|LINK_SILENT.*|PRIMARY_.*"))
        .filter(step -> step.site() == trap.site())
        .mapToInt(step -> StepName.ofReturn(trap.number()) ? step.at() + step.millis() : step.at())
        .anyMatch(moment -> trap.at() < moment && moment < trap.at() + trap.millis());
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
