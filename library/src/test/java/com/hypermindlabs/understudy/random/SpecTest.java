package com.hypermindlabs.understudy.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the model allows of one row, and above all what it does not. */
class SpecTest {
  private static final Spec.Begin BEGIN = new Spec.Begin();
  private static final Spec.End END = new Spec.End(true);
  private static final Spec.End KILLED = new Spec.End(false);

  private static Table table(Policy policy) {
    return new Table(
        "t1",
        List.of(
            new Column("id", "int", Column.Use.KEY, ""),
            new Column("tag", "text", Column.Use.TAG, ""),
            new Column("v1", "text", Column.Use.VALUE, ""),
            new Column("v2", "text", Column.Use.VALUE, ""),
            new Column("amount", "bigint", Column.Use.AMOUNT, "")),
        List.of("id"),
        List.of(),
        false,
        policy,
        0);
  }

  private static List<String> row(String v1, String v2, int amount) {
    return List.of("1", "tag", v1, v2, Integer.toString(amount));
  }

  private static Spec.Write here(List<String> before, List<String> after) {
    return new Spec.Write(Side.FALLBACK, before, after);
  }

  private static Spec.Write there(List<String> before, List<String> after) {
    return new Spec.Write(Side.PRIMARY, before, after);
  }

  private static Set<Spec.State> ends(Policy policy, List<String> base, Spec.Event... events) {
    List<Spec.Event> failed = new ArrayList<>();
    Set<Spec.State> states =
        new Spec(table(policy), false)
            .follow(Spec.start(base, base), Arrays.asList(events), failed::add);
    return states.stream()
        .filter(state -> !state.fresh() && state.pending() == null)
        .collect(Collectors.toSet());
  }

  private static Set<List<String>> results(Policy policy, List<String> base, Spec.Event... events) {
    return ends(policy, base, events).stream().map(Spec.State::there).collect(Collectors.toSet());
  }

  private static final List<String> BASE = row("a", "b", 10);

  @Test
  void aWriteHereArrivesAndNothingElseIsAllowed() {
    List<String> ours = row("x", "b", 10);
    assertThat(results(Policy.PRIMARY_WINS, BASE, here(BASE, ours), BEGIN, END))
        .containsExactly(ours);
    assertThat(ends(Policy.PRIMARY_WINS, BASE, here(BASE, ours), BEGIN, END))
        .allMatch(state -> state.mark() == Merge.Mark.NOTHING);
  }

  @Test
  void aWriteThatNoRoundTookIsNotAllowed() {
    assertThat(results(Policy.PRIMARY_WINS, BASE, here(BASE, row("x", "b", 10)))).isEmpty();
  }

  @Test
  void columnsOfBothSidesAreMerged() {
    assertThat(
            results(
                Policy.PRIMARY_WINS,
                BASE,
                here(BASE, row("x", "b", 10)),
                there(BASE, row("a", "y", 10)),
                BEGIN,
                END))
        .containsExactly(row("x", "y", 10));
  }

  @Test
  void sumsAreAddedOnceThoughTheRoundIsKilledAndSentAgain() {
    assertThat(
            results(
                Policy.PRIMARY_WINS,
                BASE,
                here(BASE, row("a", "b", 17)),
                there(BASE, row("a", "b", 13)),
                BEGIN,
                KILLED,
                BEGIN,
                KILLED,
                BEGIN,
                END))
        .containsExactly(row("a", "b", 20));
  }

  @Test
  void aSumThatIsTouchedBetweenRoundsIsStillExact() {
    assertThat(
            results(
                Policy.FALLBACK_WINS,
                BASE,
                here(BASE, row("a", "b", 11)),
                BEGIN,
                here(row("a", "b", 11), row("a", "b", 13)),
                KILLED,
                BEGIN,
                END,
                BEGIN,
                END))
        .containsExactly(row("a", "b", 13));
  }

  @Test
  void thePrimaryWinsAConflictAndTheLedgerHasToTell() {
    Set<Spec.State> ends =
        ends(
            Policy.PRIMARY_WINS,
            BASE,
            here(BASE, row("x", "b", 10)),
            there(BASE, row("y", "b", 10)),
            BEGIN,
            END);
    assertThat(ends).extracting(Spec.State::there).containsOnly(row("y", "b", 10));
    assertThat(ends).extracting(Spec.State::mark).containsOnly(Merge.Mark.CERTAINLY);
  }

  @Test
  void aConflictUnderHoldLeavesTheirsAndIsHeld() {
    Set<Spec.State> ends =
        ends(
            Policy.HOLD,
            BASE,
            here(BASE, row("x", "c", 10)),
            there(BASE, row("y", "b", 10)),
            BEGIN,
            END);
    assertThat(ends).extracting(Spec.State::there).containsOnly(row("y", "b", 10));
    assertThat(ends).allMatch(Spec.State::held);
  }

  @Test
  void whatIsDeletedHereIsGoneThere() {
    assertThat(results(Policy.PRIMARY_WINS, BASE, here(BASE, null), BEGIN, END))
        .containsExactly((List<String>) null);
  }

  @Test
  void aDeleteDoesNotTakeWhatAnotherWriterChanged() {
    Set<Spec.State> ends =
        ends(
            Policy.PRIMARY_WINS,
            BASE,
            here(BASE, null),
            there(BASE, row("y", "b", 10)),
            BEGIN,
            END);
    assertThat(ends).extracting(Spec.State::there).containsOnly(row("y", "b", 10));
    assertThat(ends).extracting(Spec.State::mark).containsOnly(Merge.Mark.CERTAINLY);
  }

  @Test
  void aDeleteThereDoesNotTakeWhatWasChangedHere() {
    Set<Spec.State> ends =
        ends(
            Policy.PRIMARY_WINS,
            BASE,
            here(BASE, row("x", "b", 10)),
            there(BASE, null),
            BEGIN,
            END);
    assertThat(ends).extracting(Spec.State::there).containsOnly(row("x", "b", 10));
    assertThat(ends).extracting(Spec.State::mark).containsOnly(Merge.Mark.CERTAINLY);
  }

  @Test
  void whatIsDeletedThereAndUntouchedHereStaysDeleted() {
    assertThat(results(Policy.FALLBACK_WINS, BASE, there(BASE, null), BEGIN, END))
        .containsOnly((List<String>) null);
  }

  @Test
  void aLaterWriterOnThePrimaryMaySeeTheRowBeforeOrAfterTheRound() {
    List<String> ours = row("x", "b", 10);
    assertThat(
            results(
                Policy.PRIMARY_WINS,
                BASE,
                here(BASE, ours),
                BEGIN,
                there(ours, row("z", "b", 10)),
                END))
        .containsExactly(row("z", "b", 10));
    assertThat(
            results(
                Policy.PRIMARY_WINS,
                BASE,
                here(BASE, ours),
                BEGIN,
                there(row("never", "was", 10), row("z", "b", 10)),
                END))
        .isEmpty();
  }

  @Test
  void theConflictOfASecondRoundIsJudgedByWhatTheFirstLeft() {
    List<String> first = row("x", "b", 10);
    List<String> second = row("x2", "b", 10);
    List<String> theirs = row("t", "b", 10);
    // Ours arrived, another writer changed it, ours changed again: theirs stands.
    assertThat(
            results(
                Policy.PRIMARY_WINS,
                BASE,
                here(BASE, first),
                BEGIN,
                END,
                there(first, theirs),
                here(first, second),
                BEGIN,
                END))
        .containsExactly(theirs);
    // Ours was overruled, then changed again while theirs stood, which nobody here has seen.
    assertThat(
            results(
                Policy.PRIMARY_WINS,
                BASE,
                here(BASE, first),
                there(BASE, theirs),
                BEGIN,
                END,
                here(first, second),
                BEGIN,
                END))
        .containsExactly(theirs);
  }

  @Test
  void whatWasBornOnBothSidesUnderOneKeyIsNeverMixed() {
    assertThat(
            results(
                Policy.FALLBACK_WINS,
                null,
                here(null, row("x", "b", 10)),
                there(null, row("y", "c", 20)),
                BEGIN,
                END))
        .containsExactly(row("y", "c", 20));
  }

  @Test
  void aRowInTroubleMayBeHeldButMustNotVanish() {
    Spec spec = new Spec(table(Policy.PRIMARY_WINS), true);
    List<String> ours = row("x", "b", 10);
    Set<Spec.State> ends =
        spec.follow(Spec.start(BASE, BASE), List.of(here(BASE, ours), BEGIN, END), event -> {});
    assertThat(ends.stream().filter(end -> !end.fresh()).map(Spec.State::there).distinct())
        .containsExactlyInAnyOrder(ours, BASE);
    assertThat(ends.stream().filter(end -> BASE.equals(end.there()) && !end.fresh()))
        .allMatch(end -> end.mark() == Merge.Mark.CERTAINLY && end.held());
  }
}
