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
  private static final Readiness ELSEWHERE = new Readiness.NotOurs();
  private static final Readiness READY = new Readiness.Ready("calm");
  private static final Readiness FAILING = new Readiness.NotYet("it fails again");
  private static final RouteState RETURNING =
      new RouteState.Returning(Route.of(4, Target.FALLBACK), THEN, "calm");
  private static final RouteState NORMAL =
      new RouteState.Normal(Route.of(3, Target.PRIMARY), THEN, "serves");
  private static final RouteState DEGRADED =
      new RouteState.Degraded(Route.of(4, Target.FALLBACK), THEN, "silent");

  @Test
  void nothingChangesWhileThePrimaryServesOrIsDoubtful() {
    assertThat(RoutePolicy.next(NORMAL, WELL, WELL, ELSEWHERE, NOW)).isSameAs(NORMAL);
    assertThat(RoutePolicy.next(NORMAL, DOUBTFUL, WELL, ELSEWHERE, NOW)).isSameAs(NORMAL);
    assertThat(RoutePolicy.next(NORMAL, WELL, new Side.Down(FULL), ELSEWHERE, NOW))
        .isSameAs(NORMAL);
  }

  @Test
  void aFailingPrimaryTurnsToTheFallbackInANewEpoch() {
    assertThat(RoutePolicy.next(NORMAL, DOWN, WELL, ELSEWHERE, NOW))
        .isEqualTo(new RouteState.Degraded(Route.of(4, Target.FALLBACK), NOW, "silent"));
  }

  @Test
  void nothingLeadsBackToThePrimaryButAReturn() {
    assertThat(RoutePolicy.next(DEGRADED, WELL, WELL, ELSEWHERE, NOW)).isSameAs(DEGRADED);
    assertThat(RoutePolicy.next(DEGRADED, WELL, new Side.Down(FULL), ELSEWHERE, NOW))
        .isEqualTo(new RouteState.Outage(DEGRADED.route(), NOW, FULL));
  }

  @Test
  void anOutageEndsWhereItBegan() {
    RouteState outage = RoutePolicy.next(NORMAL, DOWN, ABSENT, ELSEWHERE, NOW);
    assertThat(outage).isEqualTo(new RouteState.Outage(NORMAL.route(), NOW, SILENT));
    assertThat(RoutePolicy.next(outage, WELL, ABSENT, ELSEWHERE, NOW).mode())
        .isEqualTo(Mode.NORMAL);
    RouteState other = RoutePolicy.next(DEGRADED, DOWN, new Side.Down(FULL), ELSEWHERE, NOW);
    assertThat(RoutePolicy.next(other, WELL, WELL, ELSEWHERE, NOW))
        .isEqualTo(new RouteState.Degraded(DEGRADED.route(), NOW, "the fallback serves again"));
    assertThat(RoutePolicy.next(other, ABSENT, WELL, ELSEWHERE, NOW).mode()).isEqualTo(Mode.LOCAL);
  }

  @Test
  void aFallbackThatComesUpInAnOutageOfThePrimaryTakesOver() {
    RouteState outage = new RouteState.Outage(NORMAL.route(), THEN, SILENT);
    assertThat(RoutePolicy.next(outage, DOWN, WELL, ELSEWHERE, NOW).mode())
        .isEqualTo(Mode.DEGRADED);
  }

  @Test
  void anOutageKeepsItsBeginningWhenItsReasonChanges() {
    RouteState outage = new RouteState.Outage(NORMAL.route(), THEN, SILENT);
    assertThat(RoutePolicy.next(outage, new Side.Down(FULL), ABSENT, ELSEWHERE, NOW))
        .isEqualTo(new RouteState.Outage(NORMAL.route(), THEN, FULL));
    assertThat(RoutePolicy.next(outage, DOWN, ABSENT, ELSEWHERE, NOW)).isSameAs(outage);
  }

  @Test
  void aReturnBeginsOnTheSameRouteWhenNothingIsLeftToWaitFor() {
    RouteState local = new RouteState.Local(Route.of(4, Target.FALLBACK), THEN, "none configured");
    RouteState returning = new RouteState.Returning(DEGRADED.route(), NOW, "calm");
    assertThat(RoutePolicy.next(DEGRADED, WELL, WELL, FAILING, NOW)).isSameAs(DEGRADED);
    assertThat(RoutePolicy.next(DEGRADED, WELL, WELL, READY, NOW)).isEqualTo(returning);
    assertThat(RoutePolicy.next(local, WELL, WELL, READY, NOW)).isEqualTo(returning);
    assertThat(RoutePolicy.next(NORMAL, WELL, WELL, READY, NOW)).isSameAs(NORMAL);
  }

  @Test
  void aReturnIsGivenUpWhenThePrimaryFailsAgainAndOnlyByTheProcessThatLeads() {
    assertThat(RoutePolicy.next(RETURNING, DOWN, WELL, FAILING, NOW))
        .isEqualTo(new RouteState.Degraded(RETURNING.route(), NOW, "it fails again"));
    assertThat(RoutePolicy.next(RETURNING, DOWN, WELL, ELSEWHERE, NOW)).isSameAs(RETURNING);
    assertThat(RoutePolicy.next(RETURNING, DOUBTFUL, WELL, READY, NOW)).isSameAs(RETURNING);
    assertThat(RoutePolicy.next(RETURNING, WELL, new Side.Down(FULL), READY, NOW).mode())
        .isEqualTo(Mode.OUTAGE);
  }
}
