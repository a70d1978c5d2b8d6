package com.hypermindlabs.understudy.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.health.Problem;
import com.hypermindlabs.understudy.health.ProblemCode;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartPolicyTest {
  private static final Problem REFUSED = new Problem(ProblemCode.REFUSED, "refused", "start it");
  private static final Problem BROKEN = new Problem(ProblemCode.OTHER, "broken", "mend it");
  private static final Side WELL = new Side.Well();
  private static final Side DOWN = new Side.Down(REFUSED);
  private static final Side ABSENT = new Side.Absent();
  private static final Optional<RouteRecord> NONE = Optional.empty();

  private static StartChoice choose(Side primary, GateReading gate, Optional<RouteRecord> record) {
    return StartPolicy.choose(new StartFacts(primary, true, gate, record, 0));
  }

  private static Optional<RouteRecord> normal(long epoch) {
    return Optional.of(new RouteRecord(epoch, Mode.NORMAL, Instant.EPOCH, "r", null));
  }

  private static Optional<RouteRecord> degraded(long epoch) {
    return Optional.of(new RouteRecord(epoch, Mode.DEGRADED, Instant.EPOCH, "r", null));
  }

  private static Optional<RouteRecord> intent(long epoch) {
    return normal(epoch)
        .map(
            r -> r.intending(new RouteRecord.Intent(epoch + 1, Mode.DEGRADED, Instant.EPOCH, "r")));
  }

  private static void isOutageOnFallback(StartChoice choice) {
    assertThat(choice)
        .isInstanceOfSatisfying(
            StartChoice.NoRoute.class,
            none -> {
              assertThat(none.waitedFor().target()).isEqualTo(Target.FALLBACK);
              assertThat(none.problem().hint()).isNotBlank();
            });
  }

  @Test
  void aHealthyPrimaryIsUsedWhileTheGateIsClosed() {
    assertThat(choose(WELL, new GateReading.Closed(3), normal(3)))
        .isEqualTo(new StartChoice.UsePrimary(3));
  }

  @Test
  void aHealthyPrimaryIsUsedWhereNothingWasEverProvisioned() {
    assertThat(choose(WELL, new GateReading.Missing(), NONE))
        .isEqualTo(new StartChoice.UsePrimary(0));
  }

  @Test
  void anOpenGateGoesBeforeAHealthyPrimary() {
    assertThat(choose(WELL, new GateReading.Open(4), normal(3)))
        .isEqualTo(new StartChoice.StayOnFallback(4));
  }

  @Test
  void aFailingPrimaryTurnsTheSite() {
    assertThat(choose(DOWN, new GateReading.Closed(3), normal(3)))
        .isEqualTo(new StartChoice.TurnToFallback(3, "refused"));
    assertThat(choose(DOWN, new GateReading.Missing(), NONE))
        .isEqualTo(new StartChoice.TurnToFallback(0, "refused"));
  }

  @Test
  void withoutAPrimaryTheSiteIsLocal() {
    assertThat(choose(ABSENT, new GateReading.Missing(), NONE))
        .isInstanceOf(StartChoice.TurnToFallback.class);
  }

  @Test
  void anUnreadableFallbackIsNoHindranceWhileTheRecordIsNormal() {
    assertThat(choose(WELL, new GateReading.Unreadable(BROKEN), normal(3)))
        .isEqualTo(new StartChoice.UsePrimary(3));
  }

  @Test
  void anUnreadableFallbackThatMayHoldWritesIsAnOutageWhateverThePrimary() {
    isOutageOnFallback(choose(WELL, new GateReading.Unreadable(BROKEN), degraded(3)));
    isOutageOnFallback(choose(WELL, new GateReading.Unreadable(BROKEN), intent(3)));
    isOutageOnFallback(choose(WELL, new GateReading.Missing(), degraded(3)));
  }

  @Test
  void aFallbackSwitchedOffWhileItHoldsWritesIsAnOutage() {
    isOutageOnFallback(
        StartPolicy.choose(new StartFacts(WELL, false, new GateReading.Missing(), degraded(3), 0)));
  }

  @Test
  void aFallbackThatWentBackInTimeIsNotUsed() {
    isOutageOnFallback(choose(WELL, new GateReading.Closed(2), normal(3)));
    isOutageOnFallback(choose(DOWN, new GateReading.Open(2), degraded(3)));
  }

  @Test
  void anIntentThatWasNeverCommittedIsForgotten() {
    assertThat(choose(WELL, new GateReading.Closed(3), intent(3)))
        .isEqualTo(new StartChoice.UsePrimary(3));
  }

  @Test
  void withTheFallbackOffAFailingPrimaryIsAnOutageThatNamesBothRemedies() {
    StartChoice choice =
        StartPolicy.choose(new StartFacts(DOWN, false, new GateReading.Missing(), NONE, 0));
    assertThat(choice)
        .isInstanceOfSatisfying(
            StartChoice.NoRoute.class,
            none -> {
              assertThat(none.waitedFor().target()).isEqualTo(Target.PRIMARY);
              assertThat(none.problem().message()).contains("refused").contains("switched off");
              assertThat(none.problem().hint()).contains("database_fallback.enabled");
            });
  }

  @Test
  void aJournalThatIsNotEmptyGoesBeforeAHealthyPrimaryThoughTheGateIsClosed() {
    assertThat(choose(WELL, new GateReading.Closed(3, true), normal(3)))
        .isInstanceOfSatisfying(
            StartChoice.TurnToFallback.class,
            turn -> {
              assertThat(turn.epoch()).isEqualTo(3);
              assertThat(turn.reason()).contains("journal");
            });
    isOutageOnFallback(choose(WELL, new GateReading.Closed(2, true), normal(3)));
  }
}
