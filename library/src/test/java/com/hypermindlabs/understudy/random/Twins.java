package com.hypermindlabs.understudy.random;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rows that may come home under another key than they had on the fallback: what was born on both
 * sides under one key, and what both sides call by one natural key. They are found again by tag and
 * natural key.
 */
final class Twins {
  private final Outage outage;
  private final Schema schema;
  private final Map<RowId, List<Image>> here = new TreeMap<>();
  private final Map<RowId, List<Image>> there = new TreeMap<>();
  private final Map<String, Set<RowId>> naturals = new TreeMap<>();
  private final Set<RowId> loose = new HashSet<>();

  private Twins(Outage outage) {
    this.outage = outage;
    this.schema = outage.schema();
  }

  static Twins of(Outage outage) {
    Twins twins = new Twins(outage);
    collect(twins.here, outage.changes(Side.FALLBACK));
    outage.there().rows().forEach((row, image) -> add(twins.there, row, image));
    collect(twins.there, outage.changes(Side.PRIMARY));
    twins.findNaturals();
    twins.findMoved();
    return twins;
  }

  boolean loose(RowId row) {
    return loose.contains(row);
  }

  Set<RowId> looseRows() {
    return loose;
  }

  private static void collect(Map<RowId, List<Image>> images, Map<RowId, List<Change>> changes) {
    changes.forEach((row, list) -> list.forEach(change -> add(images, row, change.after())));
  }

  private static void add(Map<RowId, List<Image>> images, RowId row, Image image) {
    if (image != null) {
      images.computeIfAbsent(row, any -> new ArrayList<>()).add(image);
    }
  }

  /** Rows of one natural key of which one was born here under another key, or both under one. */
  private void findNaturals() {
    Map<String, Set<RowId>> ours = new HashMap<>();
    Map<String, Set<RowId>> theirs = new HashMap<>();
    here.forEach(
        (row, images) -> {
          if (!outage.here().rows().containsKey(row)) {
            names(ours, row, images);
          }
        });
    there.forEach((row, images) -> names(theirs, row, images));
    ours.forEach(
        (name, rows) -> {
          Set<RowId> twins = theirs.get(name);
          if (twins != null) {
            Set<RowId> all = new TreeSet<>(rows);
            all.addAll(twins);
            naturals.put(name, all);
            loose.addAll(all);
          }
        });
  }

  private void names(Map<String, Set<RowId>> names, RowId row, List<Image> images) {
    Table table = schema.table(row.table());
    if (table.natural()) {
      for (Image image : images) {
        String name = row.table() + "=" + image.value(table.unique());
        names.computeIfAbsent(name, any -> new TreeSet<>()).add(row);
      }
    }
  }

  /** Rows of the primary that carry a tag that was born here under another key. */
  private void findMoved() {
    Map<String, Set<RowId>> ours = new HashMap<>();
    here.forEach((row, images) -> images.forEach(image -> tags(ours, row, image)));
    Map<RowId, List<Image>> all = new HashMap<>();
    there.forEach((row, images) -> all.put(row, new ArrayList<>(images)));
    for (Tx tx : outage.transactions(Side.PRIMARY)) {
      tx.changes().forEach(change -> add(all, change.row(), change.before()));
    }
    outage.primary().rows().forEach((row, image) -> add(all, row, image));
    all.forEach(
        (row, images) -> {
          for (Image image : images) {
            Set<RowId> born = ours.get(tag(row, image));
            if (born != null
                && !born.contains(row)
                && born.stream().anyMatch(one -> !outage.here().rows().containsKey(one))
                && schema.table(row.table()).renamable()) {
              loose.add(row);
            }
          }
        });
  }

  private void tags(Map<String, Set<RowId>> tags, RowId row, Image image) {
    tags.computeIfAbsent(tag(row, image), any -> new TreeSet<>()).add(row);
  }

  private String tag(RowId row, Image image) {
    return row.table() + "=" + image.value(schema.table(row.table()).only(Column.Use.TAG));
  }

  List<String> violations(Map<RowId, List<LedgerEntry>> ledger) {
    List<String> violations = new ArrayList<>();
    Map<String, Set<RowId>> tags = new TreeMap<>();
    outage.primary().rows().forEach((row, image) -> tags(tags, row, image));
    Map<String, Set<RowId>> theirs = new TreeMap<>();
    there.forEach((row, images) -> images.forEach(image -> tags(theirs, row, image)));
    outage.here().rows().forEach((row, image) -> tags(theirs, row, image));
    tags.forEach(
        (tag, rows) -> {
          // A key changed on both sides makes two rows of one.
          boolean renamed = theirs.getOrDefault(tag, Set.of()).size() > 1;
          if (rows.size() > 1 && !renamed && rows.stream().noneMatch(ledger::containsKey)) {
            violations.add("the row " + tag + " is there more than once: " + rows);
          }
        });
    here.keySet().forEach(row -> bornTwice(row, tags, ledger, violations));
    naturals.forEach((name, rows) -> adopted(name, rows, ledger, violations));
    return violations;
  }

  /** A row born here whose key was another row's there: it is somewhere, or it is held. */
  private void bornTwice(
      RowId row,
      Map<String, Set<RowId>> tags,
      Map<RowId, List<LedgerEntry>> ledger,
      List<String> violations) {
    Image last = last(outage.changes(Side.FALLBACK).get(row));
    boolean bornHere = !outage.here().rows().containsKey(row);
    if (!bornHere || last == null || !there.containsKey(row) || loose.contains(row)) {
      return;
    }
    String tag = tag(row, last);
    boolean found = tags.containsKey(tag);
    boolean theirsGone =
        outage.changes(Side.PRIMARY).getOrDefault(row, List.of()).stream()
            .anyMatch(change -> change.before() != null && tag(row, change.before()).equals(tag));
    if (!found && !ledger.containsKey(row) && !theirsGone && !namedElsewhere(tag)) {
      violations.add(row + ": born on both sides, ours (" + tag + ") is neither there nor held");
    }
    if (found) {
      for (RowId copy : tags.get(tag)) {
        same(row, last, copy, violations);
      }
    }
  }

  private boolean namedElsewhere(String tag) {
    // Deleted on the primary under its new key by a writer there.
    for (Tx tx : outage.transactions(Side.PRIMARY)) {
      for (Change change : tx.changes()) {
        if (change.before() != null && tag(change.row(), change.before()).equals(tag)) {
          return true;
        }
      }
    }
    return false;
  }

  private void same(RowId row, Image ours, RowId copy, List<String> violations) {
    Table table = schema.table(row.table());
    if (outage.changes(Side.PRIMARY).containsKey(copy) || outage.there().rows().containsKey(copy)) {
      // Changed there, or there before under the key that ours had before it was changed here.
      return;
    }
    Image theirs = outage.primary().rows().get(copy);
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      boolean key = table.key().contains(column.name());
      if (!key && !Objects.equals(ours.seen().get(i), theirs.seen().get(i))) {
        violations.add(
            row + ": came home as " + copy + " with another " + column.name() + ": " + theirs);
      }
    }
  }

  /** Both sides' row of one natural key: one row, of values that one of them wrote. */
  private void adopted(
      String name, Set<RowId> rows, Map<RowId, List<LedgerEntry>> ledger, List<String> violations) {
    List<Image> written = new ArrayList<>();
    boolean deleted = false;
    for (RowId row : rows) {
      written.addAll(here.getOrDefault(row, List.of()));
      written.addAll(there.getOrDefault(row, List.of()));
      deleted |= gone(outage.changes(Side.FALLBACK).get(row));
      deleted |= gone(outage.changes(Side.PRIMARY).get(row));
    }
    List<RowId> found =
        outage.primary().rows().entrySet().stream()
            .filter(row -> nameOf(row.getKey(), row.getValue()).equals(name))
            .map(Map.Entry::getKey)
            .toList();
    if (found.isEmpty() && !deleted && rows.stream().noneMatch(ledger::containsKey)) {
      violations.add(name + ": the row that both sides have is gone: " + rows);
    }
    for (RowId row : found) {
      Table table = schema.table(row.table());
      for (int i = 0; i < table.columns().size(); i++) {
        String value = outage.primary().rows().get(row).seen().get(i);
        int column = i;
        if (table.columns().get(i).use() != Column.Use.AMOUNT
            && written.stream()
                .noneMatch(image -> Objects.equals(image.seen().get(column), value))) {
          violations.add(name + ": nobody wrote " + table.columns().get(i).name() + " = " + value);
        }
      }
    }
  }

  private String nameOf(RowId row, Image image) {
    Table table = schema.table(row.table());
    return table.natural() ? row.table() + "=" + image.value(table.unique()) : "";
  }

  private static boolean gone(List<Change> changes) {
    return changes != null && changes.stream().anyMatch(change -> change.after() == null);
  }

  private static Image last(List<Change> changes) {
    return changes.get(changes.size() - 1).after();
  }
}
