package com.hypermindlabs.understudy.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What the promises allow to become of one row when both sides are put together. Written from the
 * design alone, for one row at a time and without regard to speed.
 */
record Merge(Table table) {
  /** What the ledger has to say of the row afterwards. */
  enum Mark {
    NOTHING,
    PERHAPS,
    CERTAINLY
  }

  /** How an outcome came about, for the account of what was met. */
  enum Kind {
    UNTOUCHED,
    APPLIED,
    BOTH_COLUMNS,
    SAME_VALUE,
    OVERRULED,
    FALLBACK_WON,
    HELD,
    DELETE_AGAINST_UPDATE,
    UPDATE_AGAINST_DELETE,
    BORN_TWICE,
    SUMMED
  }

  /** One allowed outcome: the primary's row (null: none), what the ledger says, and why. */
  record Outcome(List<String> result, Mark mark, Kind kind) {}

  /**
   * All that may come of it; null is no row.
   *
   * @param baseOurs the row as both sides last agreed on what the fallback had
   * @param baseTheirs what the primary had then
   * @param ours the fallback's
   * @param theirs the primary's now
   */
  List<Outcome> outcomes(
      List<String> baseOurs, List<String> baseTheirs, List<String> ours, List<String> theirs) {
    if (Objects.equals(ours, baseOurs)) {
      return List.of(new Outcome(theirs, Mark.NOTHING, Kind.UNTOUCHED));
    }
    if (Objects.equals(ours, theirs) && !adds(baseOurs, ours)) {
      return List.of(new Outcome(theirs, Mark.NOTHING, Kind.SAME_VALUE));
    }
    if (ours == null) {
      return deleted(baseTheirs, theirs);
    }
    if (theirs == null) {
      return missing(baseOurs, baseTheirs, ours);
    }
    if (baseOurs == null) {
      List<Outcome> outcomes = new ArrayList<>(bornTwice(theirs));
      if (baseTheirs != null) {
        // Deleted here in vain and made anew: a change of what is there, as in one go.
        outcomes.add(byColumn(null, baseTheirs, ours, theirs));
      }
      return outcomes;
    }
    return List.of(byColumn(baseOurs, baseTheirs, ours, theirs));
  }

  /** Whether something is to be added here, which is no less for both sides' ending alike. */
  private boolean adds(List<String> baseOurs, List<String> ours) {
    return baseOurs != null
        && ours != null
        && IntStream.range(0, ours.size())
            .filter(i -> table.policy(i) == Policy.DELTA)
            .anyMatch(i -> !Objects.equals(ours.get(i), baseOurs.get(i)));
  }

  private List<Outcome> deleted(List<String> baseTheirs, List<String> theirs) {
    if (Objects.equals(theirs, baseTheirs)) {
      return List.of(new Outcome(null, Mark.NOTHING, Kind.APPLIED));
    }
    Kind kind = Kind.DELETE_AGAINST_UPDATE;
    return switch (table.policy()) {
      case HOLD -> List.of(new Outcome(theirs, Mark.CERTAINLY, Kind.HELD));
      case FALLBACK_WINS ->
          List.of(new Outcome(theirs, Mark.CERTAINLY, kind), new Outcome(null, Mark.PERHAPS, kind));
      default -> List.of(new Outcome(theirs, Mark.CERTAINLY, kind));
    };
  }

  /** Of a delete there and a change here the row is kept, as of the other way round. */
  private List<Outcome> missing(List<String> baseOurs, List<String> baseTheirs, List<String> ours) {
    if (baseOurs == null || baseTheirs == null) {
      // Born here, or without change there since: one side's change.
      return List.of(new Outcome(ours, Mark.NOTHING, Kind.APPLIED));
    }
    return table.policy() == Policy.HOLD
        ? List.of(new Outcome(null, Mark.CERTAINLY, Kind.HELD))
        : List.of(new Outcome(ours, Mark.CERTAINLY, Kind.UPDATE_AGAINST_DELETE));
  }

  /** Theirs stays as it is; ours comes home under another key, or is held. */
  private static List<Outcome> bornTwice(List<String> theirs) {
    return List.of(new Outcome(theirs, Mark.PERHAPS, Kind.BORN_TWICE));
  }

  private Outcome byColumn(
      List<String> baseOurs, List<String> baseTheirs, List<String> ours, List<String> theirs) {
    List<String> result = new ArrayList<>(theirs);
    Mark mark = Mark.NOTHING;
    Kind kind = Kind.APPLIED;
    for (int i = 0; i < theirs.size(); i++) {
      String there = theirs.get(i);
      boolean changedHere = baseOurs == null || !Objects.equals(ours.get(i), baseOurs.get(i));
      boolean changedThere = baseTheirs == null || !Objects.equals(there, baseTheirs.get(i));
      Policy policy = table.policy(i);
      if (!changedHere) {
        kind = changedThere && kind == Kind.APPLIED ? Kind.BOTH_COLUMNS : kind;
      } else if (policy == Policy.DELTA && baseOurs != null) {
        result.set(i, sum(there, ours.get(i), baseOurs.get(i)));
        kind = changedThere && kind == Kind.APPLIED ? Kind.SUMMED : kind;
      } else if (!changedThere) {
        result.set(i, ours.get(i));
      } else if (!Objects.equals(ours.get(i), there)) {
        if (policy == Policy.HOLD) {
          return new Outcome(theirs, Mark.CERTAINLY, Kind.HELD);
        }
        boolean wins = policy == Policy.FALLBACK_WINS;
        result.set(i, wins ? ours.get(i) : there);
        mark = wins ? Mark.PERHAPS : Mark.CERTAINLY;
        kind = wins ? Kind.FALLBACK_WON : Kind.OVERRULED;
      }
    }
    return new Outcome(result, mark, kind);
  }

  private static String sum(String theirs, String ours, String base) {
    return Long.toString(Long.parseLong(theirs) + Long.parseLong(ours) - Long.parseLong(base));
  }
}
