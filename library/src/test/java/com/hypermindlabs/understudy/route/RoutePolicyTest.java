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

  private static RouteState next(
      RouteState state, Side primary, Side fallback, Readiness readiness) {
    return RoutePolicy.next(state, new Sight(primary, fallback, readiness), NOW);
  }

  @Test
  void nothingChangesWhileThePrimaryServesOrIsDoubtful() {
    assertThat(next(NORMAL, WELL, WELL, ELSEWHERE)).isSameAs(NORMAL);
    assertThat(next(NORMAL, DOUBTFUL, WELL, ELSEWHERE)).isSameAs(NORMAL);
    assertThat(next(NORMAL, WELL, new Side.Down(FULL), ELSEWHERE)).isSameAs(NORMAL);
  }

  @Test
  void aFailingPrimaryTurnsToTheFallbackInANewEpoch() {
    assertThat(next(NORMAL, DOWN, WELL, ELSEWHERE))
        .isEqualTo(new RouteState.Degraded(Route.of(4, Target.FALLBACK), NOW, "silent"));
  }

  @Test
  void nothingLeadsBackToThePrimaryButAReturn() {
    assertThat(next(DEGRADED, WELL, WELL, ELSEWHERE)).isSameAs(DEGRADED);
    assertThat(next(DEGRADED, WELL, new Side.Down(FULL), ELSEWHERE))
        .isEqualTo(new RouteState.Outage(DEGRADED.route(), NOW, FULL));
  }

  @Test
  void anOutageEndsWhereItBegan() {
    RouteState outage = next(NORMAL, DOWN, ABSENT, ELSEWHERE);
    assertThat(outage).isEqualTo(new RouteState.Outage(NORMAL.route(), NOW, SILENT));
    assertThat(next(outage, WELL, ABSENT, ELSEWHERE).mode()).isEqualTo(Mode.NORMAL);
    RouteState other = next(DEGRADED, DOWN, new Side.Down(FULL), ELSEWHERE);
    assertThat(next(other, WELL, WELL, ELSEWHERE))
        .isEqualTo(new RouteState.Degraded(DEGRADED.route(), NOW, "the fallback serves again"));
    assertThat(next(other, ABSENT, WELL, ELSEWHERE).mode()).isEqualTo(Mode.LOCAL);
  }

  @Test
  void aFallbackThatComesUpInAnOutageOfThePrimaryTakesOver() {
    RouteState outage = new RouteState.Outage(NORMAL.route(), THEN, SILENT);
    assertThat(next(outage, DOWN, WELL, ELSEWHERE).mode()).isEqualTo(Mode.DEGRADED);
  }

  @Test
  void anOutageKeepsItsBeginningWhenItsReasonChanges() {
    RouteState outage = new RouteState.Outage(NORMAL.route(), THEN, SILENT);
    assertThat(next(outage, new Side.Down(FULL), ABSENT, ELSEWHERE))
        .isEqualTo(new RouteState.Outage(NORMAL.route(), THEN, FULL));
    assertThat(next(outage, DOWN, ABSENT, ELSEWHERE)).isSameAs(outage);
  }

  @Test
  void aReturnBeginsOnTheSameRouteWhenNothingIsLeftToWaitFor() {
    RouteState local = new RouteState.Local(Route.of(4, Target.FALLBACK), THEN, "none configured");
    RouteState returning = new RouteState.Returning(DEGRADED.route(), NOW, "calm");
    assertThat(next(DEGRADED, WELL, WELL, FAILING)).isSameAs(DEGRADED);
    assertThat(next(DEGRADED, WELL, WELL, READY)).isEqualTo(returning);
    assertThat(next(local, WELL, WELL, READY)).isEqualTo(returning);
    assertThat(next(NORMAL, WELL, WELL, READY)).isSameAs(NORMAL);
  }

  @Test
  void aReturnIsGivenUpWhenThePrimaryFailsAgainAndOnlyByTheProcessThatLeads() {
    assertThat(next(RETURNING, DOWN, WELL, FAILING))
        .isEqualTo(new RouteState.Degraded(RETURNING.route(), NOW, "it fails again"));
    assertThat(next(RETURNING, DOWN, WELL, ELSEWHERE)).isSameAs(RETURNING);
    assertThat(next(RETURNING, DOUBTFUL, WELL, READY)).isSameAs(RETURNING);
    assertThat(next(RETURNING, WELL, new Side.Down(FULL), READY).mode()).isEqualTo(Mode.OUTAGE);
  }
}
