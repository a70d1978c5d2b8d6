package com.hypermindlabs.understudy.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReturnPolicyTest {
  private static final Duration CALM = Duration.ofSeconds(10);
  private static final Side WELL = new Side.Well();
  private static final Side DOUBTFUL = new Side.Doubtful();
  private static final Side DOWN = new Side.Down(new Problem(ProblemCode.SILENT, "silent", "wait"));
  private static final Route ROUTE = Route.of(4, Target.FALLBACK);
  private static final RouteState DEGRADED =
      new RouteState.Degraded(ROUTE, Instant.EPOCH, "silent");
  private static final RouteState BY_ORDER =
      new RouteState.Degraded(ROUTE, Instant.EPOCH, "maintenance", true);
  private static final RouteState RETURNING =
      new RouteState.Returning(ROUTE, Instant.EPOCH, "calm");
  private static final ReturnFacts.Order ORDER = new ReturnFacts.Order(false, "wanted");
  private static final ReturnFacts.Order CONFIRMED = new ReturnFacts.Order(true, "wanted");

  /** What a leader with automatic return knows of a primary that has been well for long. */
  private static ReturnFacts calm(RouteState state) {
    return new ReturnFacts(state, true, true, null, WELL, CALM, CALM, PrimaryIdentity.SAME, null);
  }

  private static ReturnFacts ordered(ReturnFacts facts, ReturnFacts.@Nullable Order order) {
    return new ReturnFacts(
        facts.state(),
        facts.leading(),
        facts.automatic(),
        order,
        facts.primary(),
        facts.wellFor(),
        facts.calm(),
        facts.identity(),
        facts.setback());
  }

  private static ReturnFacts seeing(ReturnFacts facts, Side primary, Duration wellFor) {
    return new ReturnFacts(
        facts.state(),
        facts.leading(),
        facts.automatic(),
        facts.order(),
        primary,
        wellFor,
        facts.calm(),
        facts.identity(),
        facts.setback());
  }

  private static ReturnFacts meeting(ReturnFacts facts, PrimaryIdentity identity) {
    return new ReturnFacts(
        facts.state(),
        facts.leading(),
        facts.automatic(),
        facts.order(),
        facts.primary(),
        facts.wellFor(),
        facts.calm(),
        identity,
        facts.setback());
  }

  private static void isReady(ReturnFacts facts) {
    assertThat(ReturnPolicy.decide(facts)).isInstanceOf(Readiness.Ready.class);
  }

  private static void waits(ReturnFacts facts, String reason) {
    assertThat(ReturnPolicy.decide(facts))
        .isInstanceOfSatisfying(
            Readiness.NotYet.class, not -> assertThat(not.reason()).contains(reason));
  }

  @Test
  void anAutomaticReturnWaitsForTheCalmTime() {
    isReady(calm(DEGRADED));
    waits(seeing(calm(DEGRADED), WELL, CALM.minusMillis(1)), "not been well for 10.0 s");
    waits(seeing(calm(DEGRADED), DOUBTFUL, Duration.ZERO), "not been well for 10.0 s");
    waits(seeing(calm(DEGRADED), DOWN, Duration.ZERO), "silent");
    waits(seeing(calm(DEGRADED), new Side.Absent(), Duration.ZERO), "no primary");
  }

  @Test
  void onlyTheLeaderDecides() {
    ReturnFacts facts =
        new ReturnFacts(DEGRADED, false, true, null, WELL, CALM, CALM, PrimaryIdentity.SAME, null);
    assertThat(ReturnPolicy.decide(facts)).isInstanceOf(Readiness.NotOurs.class);
  }

  @Test
  void anOrderDoesNotWaitForTheCalmTimeButForAPrimaryThatServes() {
    isReady(ordered(seeing(calm(DEGRADED), WELL, Duration.ZERO), ORDER));
    isReady(ordered(seeing(calm(DEGRADED), DOUBTFUL, Duration.ZERO), ORDER));
    waits(ordered(seeing(calm(DEGRADED), DOWN, Duration.ZERO), ORDER), "silent");
  }

  @Test
  void afterAnOrderedFailoverOnlyAnOrderLeadsBack() {
    waits(calm(BY_ORDER), "the operator ordered the failover");
    isReady(ordered(calm(BY_ORDER), ORDER));
  }

  @Test
  void aManualReturnWaitsForItsOrder() {
    ReturnFacts manual =
        new ReturnFacts(DEGRADED, true, false, null, WELL, CALM, CALM, PrimaryIdentity.SAME, null);
    waits(manual, "manual");
    isReady(ordered(manual, ORDER));
  }

  @Test
  void aPrimaryThatIsNotTheOldOneIsNotMergedIntoUntilConfirmed() {
    waits(meeting(calm(DEGRADED), PrimaryIdentity.LOST_COMMITS), "lost commits");
    waits(meeting(calm(DEGRADED), PrimaryIdentity.OTHER_DATABASE), "--confirm-primary");
    waits(ordered(meeting(calm(DEGRADED), PrimaryIdentity.OTHER_DATABASE), ORDER), "is not the");
    waits(meeting(calm(RETURNING), PrimaryIdentity.LOST_COMMITS), "lost commits");
    isReady(ordered(meeting(calm(DEGRADED), PrimaryIdentity.LOST_COMMITS), CONFIRMED));
    isReady(meeting(calm(DEGRADED), PrimaryIdentity.NEVER_MIRRORED));
  }

  @Test
  void aReturnUnderWayGoesOnThroughADoubtAndEndsWithThePrimary() {
    isReady(seeing(calm(RETURNING), DOUBTFUL, Duration.ZERO));
    waits(seeing(calm(RETURNING), DOWN, Duration.ZERO), "silent");
  }

  @Test
  void aFailedAttemptIsNotRepeatedAtOnce() {
    ReturnFacts failed =
        new ReturnFacts(
            DEGRADED,
            true,
            true,
            null,
            WELL,
            CALM,
            CALM,
            PrimaryIdentity.SAME,
            "a type is missing");
    waits(failed, "a type is missing");
  }
}
