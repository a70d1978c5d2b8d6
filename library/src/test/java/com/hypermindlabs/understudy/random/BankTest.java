package com.hypermindlabs.understudy.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
class BankTest {
  private static final int WORLDS = Integer.getInteger("understudy.worlds", 1);
  private static final int SCHEDULES = 4;

  @ParameterizedTest
  @EnumSource(
      value = Policy.class,
      names = {"HOLD", "DELTA"})
  void noMoneyAppearsOrDisappears(Policy policy) throws Exception {
    plays(policy, Long.getLong("understudy.seed", 1), WORLDS);
  }

  @ParameterizedTest
  @Tag("thorough")
  @EnumSource(
      value = Policy.class,
      names = {"HOLD", "DELTA"})
  void norDoesAnyInOtherWorlds(Policy policy) throws Exception {
    plays(policy, 2, 2);
  }

  private static void plays(Policy policy, long first, int worlds) throws Exception {
    Coverage coverage = new Coverage();
    for (long seed = first; seed < first + worlds; seed++) {
      Random random = new Random(seed);
      try (World world = new World(Bank.under(policy, random), random, coverage)) {
        List<String> violations = world.run(SCHEDULES);
        assertThat(violations).as("-Dunderstudy.seed=%d under %s", seed, policy).isEmpty();
      }
    }
    System.out.println("bank under " + policy + ":\n" + coverage);
    assertThat(coverage.of("killed after")).isNotEmpty();
    assertThat(coverage.of("conflicts", policy == Policy.HOLD ? "HELD" : "SUMMED")).isPositive();
  }
}
