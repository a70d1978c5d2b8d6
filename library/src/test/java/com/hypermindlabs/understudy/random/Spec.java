package com.hypermindlabs.understudy.random;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All the ways that one row may have gone through an outage. What is not seen (which state of the
 * row a round took, when it was applied, whether the site heard of it) is followed along every way
 * at once; what is seen (images before and after each write) drops the ways that do not fit. When
 * no way is left, no allowed course of events explains what was seen.
 */
final class Spec {
  /** What happened, in order. */
  sealed interface Event {}

  /** A committed write; null: no row. */
  record Write(Side side, List<String> before, List<String> after) implements Event {}

  /** Between begin and end a round may act on the row. */
  record Begin() implements Event {}

  /** The end of a round: it completed, or it was killed at an unknown step. */
  record End(boolean completed) implements Event {}

  /**
   * One way's state.
   *
   * @param here the fallback's row
   * @param there the primary's row
   * @param journaled whether the journal has it
   * @param baseOurs base of the journal's entry
   * @param baseTheirs what the primary held then
   * @param touches writes here so far
   * @param fresh whether there is something to send
   * @param pending what a round has sent and not settled
   * @param mark what the ledger has to say
   * @param held whether the row waits for a person
   * @param kinds how rounds went: for the account of what was met, and of two states that differ in
   *     nothing else one is enough
   */
  record State(
      List<String> here,
      List<String> there,
      boolean journaled,
      List<String> baseOurs,
      List<String> baseTheirs,
      int touches,
      boolean fresh,
      Pending pending,
      Merge.Mark mark,
      boolean held,
      Set<Merge.Kind> kinds) {
    private List<Object> facts() {
      return Arrays.asList(
          here, there, journaled, baseOurs, baseTheirs, touches, fresh, pending, mark, held);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof State state && facts().equals(state.facts());
    }

    @Override
    public int hashCode() {
      return facts().hashCode();
    }
  }

  /** What was sent, and once applied what came of it, and what is known of theirs from then on. */
  record Pending(
      List<String> ours, int touches, boolean applied, Merge.Outcome outcome, List<String> known) {}

  private final Merge merge;
  private final boolean troubled;

  /**
   * @param troubled whether a constraint or a transaction may keep it from being applied
   */
  Spec(Table table, boolean troubled) {
    this.merge = new Merge(table);
    this.troubled = troubled;
  }

  static State start(List<String> here, List<String> there) {
    return new State(
        here, there, false, null, null, 0, false, null, Merge.Mark.NOTHING, false, Set.of());
  }

  /** Follows every way; empty when none fits. {@code failed} hears of the event that none fits. */
  Set<State> follow(State start, List<Event> events, Consumer<Event> failed) {
    Set<State> states = new LinkedHashSet<>(Set.of(start));
    boolean active = false;
    for (Event event : events) {
      if (active) {
        states = closure(states);
      }
      Set<State> next = new LinkedHashSet<>();
      if (event instanceof Write write) {
        states.forEach(state -> write(state, write, next));
      } else {
        active = event instanceof Begin;
        boolean completed = event instanceof End end && end.completed();
        states.stream().filter(state -> !completed || state.pending == null).forEach(next::add);
      }
      if (next.isEmpty()) {
        failed.accept(event);
        return next;
      }
      states = next;
    }
    return states;
  }

  private static void write(State state, Write write, Collection<State> next) {
    boolean onFallback = write.side() == Side.FALLBACK;
    List<String> before = onFallback ? state.here : state.there;
    if (!Objects.equals(before, write.before())) {
      return;
    }
    if (onFallback) {
      next.add(
          new State(
              write.after(),
              state.there,
              true,
              state.journaled ? state.baseOurs : state.here,
              state.journaled ? state.baseTheirs : state.here,
              state.touches + 1,
              true,
              state.pending,
              state.mark,
              state.held,
              state.kinds));
    } else {
      next.add(with(state, write.after(), state.pending, state.mark, state.kinds));
    }
  }

  private static State with(
      State state, List<String> there, Pending pending, Merge.Mark mark, Set<Merge.Kind> kinds) {
    return new State(
        state.here,
        there,
        state.journaled,
        state.baseOurs,
        state.baseTheirs,
        state.touches,
        state.fresh,
        pending,
        mark,
        state.held,
        kinds);
  }

  private Set<State> closure(Set<State> states) {
    Set<State> all = new LinkedHashSet<>(states);
    Deque<State> open = new ArrayDeque<>(states);
    while (!open.isEmpty()) {
      for (State next : steps(open.remove())) {
        if (all.add(next)) {
          open.add(next);
        }
      }
    }
    return all;
  }

  private Set<State> steps(State state) {
    Set<State> next = new LinkedHashSet<>();
    Pending pending = state.pending;
    if (pending == null) {
      if (state.journaled && (state.fresh || state.held)) {
        Pending sent = new Pending(state.here, state.touches, false, null, null);
        next.add(with(state, state.there, sent, state.mark, state.kinds));
      }
    } else if (pending.applied) {
      next.add(settled(state, pending));
    } else {
      // Skipped: locked by another writer, or it waits with its set.
      next.add(with(state, state.there, null, state.mark, state.kinds));
      for (Merge.Outcome outcome : allowed(state, pending.ours)) {
        next.add(applied(state, pending, outcome));
      }
    }
    return next;
  }

  private List<Merge.Outcome> allowed(State state, List<String> ours) {
    List<Merge.Outcome> outcomes =
        new ArrayList<>(merge.outcomes(state.baseOurs, state.baseTheirs, ours, state.there));
    if (troubled) {
      outcomes.add(new Merge.Outcome(state.there, Merge.Mark.CERTAINLY, Merge.Kind.HELD));
      if (ours == null) {
        // Referred to by a row that is another writer's.
        outcomes.add(
            new Merge.Outcome(state.there, Merge.Mark.CERTAINLY, Merge.Kind.DELETE_AGAINST_UPDATE));
      }
    }
    return outcomes;
  }

  private static State applied(State state, Pending pending, Merge.Outcome outcome) {
    Merge.Mark before =
        state.held && outcome.mark() == Merge.Mark.NOTHING ? Merge.Mark.PERHAPS : state.mark;
    Merge.Mark mark = outcome.mark().compareTo(before) > 0 ? outcome.mark() : before;
    Set<Merge.Kind> kinds = new LinkedHashSet<>(state.kinds);
    kinds.add(outcome.kind());
    List<String> known = known(state, pending.ours, outcome);
    Pending done = new Pending(pending.ours, pending.touches, true, outcome, known);
    return with(state, outcome.result(), done, mark, Set.copyOf(kinds));
  }

  /**
   * What the next change here is compared with: another writer's value that stands has been seen by
   * nobody here, so that it counts as a change of theirs until the return is over.
   */
  private static List<String> known(State state, List<String> ours, Merge.Outcome outcome) {
    List<String> base = state.baseTheirs;
    List<String> theirs = state.there;
    List<String> result = outcome.result();
    boolean stands = (result == null) == (theirs == null) && (result == null) != (ours == null);
    if (stands && (theirs == null) != (base == null)) {
      return base;
    }
    if (result == null || theirs == null || outcome.kind() == Merge.Kind.BORN_TWICE) {
      return result;
    }
    List<String> known = new ArrayList<>();
    for (int i = 0; i < result.size(); i++) {
      String before = base == null ? null : base.get(i);
      boolean changedThere = base == null || !Objects.equals(theirs.get(i), before);
      boolean unlikeOurs = ours == null || !Objects.equals(result.get(i), ours.get(i));
      known.add(changedThere && unlikeOurs ? before : result.get(i));
    }
    return known;
  }

  private static State settled(State state, Pending pending) {
    Merge.Outcome outcome = pending.outcome;
    boolean touchedAgain = state.touches > pending.touches;
    boolean held = outcome.kind() == Merge.Kind.HELD;
    boolean same = Objects.equals(outcome.result(), pending.ours);
    boolean kept = touchedAgain || held || !same;
    return new State(
        state.here,
        state.there,
        kept,
        !kept ? null : held ? state.baseOurs : pending.ours,
        !kept ? null : held ? state.baseTheirs : pending.known,
        state.touches,
        touchedAgain,
        null,
        state.mark,
        held,
        state.kinds);
  }
}
