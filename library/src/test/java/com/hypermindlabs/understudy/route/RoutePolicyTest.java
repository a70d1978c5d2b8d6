package com.hypermindlabs.understudy.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.ProblemCode;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RoutePolicyTest {
  private static final Instant THEN = Instant.parse("2026-11-23T08:00:00Z");
  private static final Instant NOW = THEN.plusSeconds(60);
  private static final Problem SILENT = new Problem(ProblemCode.SILENT, "silent", "wait");
  private static final Problem FULL = new Problem(ProblemCode.OTHER, "full", "make room");
  private static final Side WELL = new Side.Well();
  private static final Side DOUBTFUL = new Side.Doubtful();
  private static final Side DOWN = new Side.Down(SILENT);
  private static final Side ABSENT = new Side.Absent();
  private static final RouteState NORMAL =
      new RouteState.Normal(Route.of(3, Target.PRIMARY), THEN, "serves");
  private static final RouteState DEGRADED =
      new RouteState.Degraded(Route.of(4, Target.FALLBACK), THEN, "silent");

  @Test
  void nothingChangesWhileThePrimaryServesOrIsDoubtful() {
    assertThat(RoutePolicy.next(NORMAL, WELL, WELL, NOW)).isSameAs(NORMAL);
    assertThat(RoutePolicy.next(NORMAL, DOUBTFUL, WELL, NOW)).isSameAs(NORMAL);
    assertThat(RoutePolicy.next(NORMAL, WELL, new Side.Down(FULL), NOW)).isSameAs(NORMAL);
  }

  @Test
  void aFailingPrimaryTurnsToTheFallbackInANewEpoch() {
    assertThat(RoutePolicy.next(NORMAL, DOWN, WELL, NOW))
        .isEqualTo(new RouteState.Degraded(Route.of(4, Target.FALLBACK), NOW, "silent"));
  }

  @Test
  void nothingLeadsBackToThePrimaryButAReturn() {
    assertThat(RoutePolicy.next(DEGRADED, WELL, WELL, NOW)).isSameAs(DEGRADED);
    assertThat(RoutePolicy.next(DEGRADED, WELL, new Side.Down(FULL), NOW))
        .isEqualTo(new RouteState.Outage(DEGRADED.route(), NOW, FULL));
  }

  @Test
  void anOutageEndsWhereItBegan() {
    RouteState outage = RoutePolicy.next(NORMAL, DOWN, ABSENT, NOW);
    assertThat(outage).isEqualTo(new RouteState.Outage(NORMAL.route(), NOW, SILENT));
    assertThat(RoutePolicy.next(outage, WELL, ABSENT, NOW).mode()).isEqualTo(Mode.NORMAL);
    RouteState other = RoutePolicy.next(DEGRADED, DOWN, new Side.Down(FULL), NOW);
    assertThat(RoutePolicy.next(other, WELL, WELL, NOW))
        .isEqualTo(new RouteState.Degraded(DEGRADED.route(), NOW, "the fallback serves again"));
    assertThat(RoutePolicy.next(other, ABSENT, WELL, NOW).mode()).isEqualTo(Mode.LOCAL);
  }

  @Test
  void aFallbackThatComesUpInAnOutageOfThePrimaryTakesOver() {
    RouteState outage = new RouteState.Outage(NORMAL.route(), THEN, SILENT);
    assertThat(RoutePolicy.next(outage, DOWN, WELL, NOW).mode()).isEqualTo(Mode.DEGRADED);
  }

  @Test
  void anOutageKeepsItsBeginningWhenItsReasonChanges() {
    RouteState outage = new RouteState.Outage(NORMAL.route(), THEN, SILENT);
    assertThat(RoutePolicy.next(outage, new Side.Down(FULL), ABSENT, NOW))
        .isEqualTo(new RouteState.Outage(NORMAL.route(), THEN, FULL));
    assertThat(RoutePolicy.next(outage, DOWN, ABSENT, NOW)).isSameAs(outage);
  }
}
