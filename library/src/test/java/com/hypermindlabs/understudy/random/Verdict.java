package com.hypermindlabs.understudy.random;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether what was seen of an outage can be explained, row by row, and what was met in it. */
final class Verdict {
  private final Outage outage;
  private final Schema schema;
  private final List<String> violations = new ArrayList<>();
  private final Map<Merge.Kind, Integer> met = new EnumMap<>(Merge.Kind.class);
  private final Set<RowId> troubled;
  private final Twins twins;
  private final Map<RowId, List<LedgerEntry>> ledger;

  private Verdict(Outage outage) {
    this.outage = outage;
    this.schema = outage.schema();
    this.troubled = Troubles.of(outage);
    this.twins = Twins.of(outage);
    this.ledger = outage.entered().stream().collect(Collectors.groupingBy(LedgerEntry::row));
  }

  static Verdict of(Outage outage) {
    Verdict verdict = new Verdict(outage);
    verdict.judge();
    return verdict;
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  /** Kinds of outcome that rounds had, with the number of rows. */
  Map<Merge.Kind, Integer> met() {
    return met;
  }

  private void judge() {
    Set<RowId> rows = new TreeSet<>(outage.here().rows().keySet());
    rows.addAll(outage.there().rows().keySet());
    rows.addAll(outage.changes(Side.PRIMARY).keySet());
    rows.addAll(outage.changes(Side.FALLBACK).keySet());
    rows.addAll(outage.primary().rows().keySet());
    for (RowId row : rows) {
      judge(row);
    }
    equalSides();
    outage
        .displaced()
        .forEach(entry -> violations.add("an earlier outage's change was displaced: " + entry));
    violations.addAll(twins.violations(ledger));
    violations.addAll(Together.violations(outage, twins.looseRows()));
  }

  private void judge(RowId row) {
    if (twins.loose(row)) {
      return;
    }
    List<Merge.Kind> kinds = new ArrayList<>();
    String unexplained = unexplained(row, Outage::byName, kinds);
    if (unexplained != null && unexplained(row, outage::byKey, kinds) != null) {
      violations.add(unexplained);
    }
    kinds.forEach(kind -> met.merge(kind, 1, Integer::sum));
  }

  /** What no course of events explains of a row, told this way; null when all is explained. */
  private String unexplained(RowId row, Outage.View view, List<Merge.Kind> kinds) {
    Spec spec = new Spec(schema.table(row.table()), troubled.contains(row));
    List<Spec.Event> events = outage.eventsOf(row, view);
    List<String> reached = new ArrayList<>();
    Set<Spec.State> ends =
        spec.follow(
            Spec.start(
                view.of(row, outage.here().rows().get(row)),
                view.of(row, outage.there().rows().get(row))),
            events,
            event -> reached.add(event.toString()));
    if (!reached.isEmpty()) {
      return story(row, "nothing explains what was seen at " + reached.get(0), events, ends);
    }
    List<String> there = view.of(row, outage.primary().rows().get(row));
    List<Spec.State> fit =
        ends.stream()
            .filter(end -> end.pending() == null && !end.fresh())
            .filter(end -> Objects.equals(end.there(), there))
            .toList();
    if (fit.isEmpty()) {
      return story(row, "the primary ends with " + there, events, ends);
    }
    List<Spec.State> told = fit.stream().filter(end -> toldOf(row, end)).toList();
    if (told.isEmpty()) {
      return story(row, "the ledger says " + ledger.get(row) + " of it", events, Set.copyOf(fit));
    }
    kinds.addAll(told.get(0).kinds());
    return null;
  }

  /** Whether the ledger says of a row what it has to when it went that way. */
  private boolean toldOf(RowId row, Spec.State end) {
    List<LedgerEntry> entries = ledger.getOrDefault(row, List.of());
    boolean due =
        switch (end.mark()) {
          case CERTAINLY -> !entries.isEmpty();
          case PERHAPS -> true;
          case NOTHING -> entries.isEmpty() || touched(row);
        };
    return due && (!end.held() || entries.stream().anyMatch(LedgerEntry::held));
  }

  /** Whether a transaction that may be held has written a row and changed nothing of it. */
  private boolean touched(RowId row) {
    return troubled.contains(row)
        && !outage.changes(Side.FALLBACK).containsKey(row)
        && outage.transactions(Side.FALLBACK).stream().anyMatch(tx -> tx.touched().contains(row))
        && ledger.get(row).stream().allMatch(LedgerEntry::held);
  }

  private void equalSides() {
    for (Change change : outage.primary().changesTo(outage.fallback())) {
      violations.add("after the return the sides differ (primary -> fallback): " + change);
    }
  }

  private String story(RowId row, String what, List<Spec.Event> events, Set<Spec.State> ends) {
    StringBuilder text = new StringBuilder(row.toString()).append(": ").append(what);
    text.append("\n    at the opening here ").append(outage.here().rows().get(row));
    text.append("\n    at the opening there ").append(outage.there().rows().get(row));
    events.forEach(event -> text.append("\n    ").append(event));
    Map<String, Boolean> allowed = new TreeMap<>();
    ends.forEach(end -> allowed.put(end.there() + " ledger " + end.mark(), true));
    allowed.keySet().stream().limit(4).forEach(one -> text.append("\n    allowed: ").append(one));
    text.append("\n    ledger: ").append(ledger.get(row));
    return text.toString();
  }

  /** The rows that are not judged by their own history alone. */
  Set<RowId> looselyJudged() {
    return new HashSet<>(twins.looseRows());
  }
}
