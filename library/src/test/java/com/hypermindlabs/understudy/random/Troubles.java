package com.hypermindlabs.understudy.random;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rows a constraint, or another row of their transaction, may keep from being applied. What
 * is not among them must not be held but for a conflict of its own.
 */
final class Troubles {
  private final Outage outage;
  private final Schema schema;
  private final Map<RowId, List<Image>> here = new HashMap<>();
  private final Map<RowId, List<Image>> there = new HashMap<>();
  private final Set<RowId> touchedHere;
  private final Set<RowId> touchedThere;
  private final Set<RowId> goneHere = new HashSet<>();
  private final Set<RowId> goneThere = new HashSet<>();
  private final Set<RowId> troubled = new LinkedHashSet<>();
  private final Map<String, Set<RowId>> children = new HashMap<>();
  private final Map<String, Set<RowId>> holders = new HashMap<>();

  private Troubles(Outage outage) {
    this.outage = outage;
    this.schema = outage.schema();
    this.touchedHere = outage.changes(Side.FALLBACK).keySet();
    this.touchedThere = new HashSet<>(outage.changes(Side.PRIMARY).keySet());
    collect(here, outage.changes(Side.FALLBACK), outage.here(), goneHere);
    collect(there, outage.changes(Side.PRIMARY), outage.there(), goneThere);
    // What the mirror had not brought yet is another writer's change as well.
    outage.here().changesTo(outage.there()).forEach(change -> touchedThere.add(change.row()));
    outage
        .here()
        .changesTo(outage.there())
        .forEach(
            change -> {
              if (change.after() == null) {
                goneThere.add(change.row());
              }
            });
  }

  static Set<RowId> of(Outage outage) {
    Troubles troubles = new Troubles(outage);
    troubles.index();
    troubles.spread();
    return troubles.troubled;
  }

  private static void collect(
      Map<RowId, List<Image>> images,
      Map<RowId, List<Change>> changes,
      Reading start,
      Set<RowId> gone) {
    start.rows().forEach((row, image) -> images.put(row, new ArrayList<>(List.of(image))));
    changes.forEach(
        (row, list) ->
            list.forEach(
                change -> {
                  if (change.after() == null) {
                    gone.add(row);
                  } else {
                    images.computeIfAbsent(row, any -> new ArrayList<>()).add(change.after());
                  }
                }));
  }

  /** Who refers to a row, and who has a unique value, as the primary may see it. */
  private void index() {
    there.forEach((row, images) -> images.forEach(image -> index(row, image)));
    here.forEach((row, images) -> images.forEach(image -> index(row, image)));
  }

  private void index(RowId row, Image image) {
    parents(row, image)
        .forEach(
            parent -> children.computeIfAbsent(parent.toString(), p -> new HashSet<>()).add(row));
    String code = code(row, image);
    if (code != null) {
      holders.computeIfAbsent(code, c -> new HashSet<>()).add(row);
    }
  }

  private void spread() {
    for (RowId row : touchedHere) {
      if (touchedThere.contains(row)) {
        troubled.add(row);
      }
    }
    boolean more = true;
    while (more) {
      int before = troubled.size();
      for (RowId row : touchedHere) {
        if (!troubled.contains(row) && inTrouble(row)) {
          troubled.add(row);
        }
      }
      together();
      more = troubled.size() > before;
    }
  }

  private boolean inTrouble(RowId row) {
    for (Image image : here.getOrDefault(row, List.of())) {
      for (RowId parent : parents(row, image)) {
        if (goneThere.contains(parent) || troubled.contains(parent)) {
          return true;
        }
      }
      String code = code(row, image);
      if (code != null && foreign(holders.getOrDefault(code, Set.of()), row)) {
        return true;
      }
    }
    return goneHere.contains(row) && foreign(children.getOrDefault(row.toString(), Set.of()), row);
  }

  /** Whether one of them is another writer's, or may stay as it was. */
  private boolean foreign(Collection<RowId> rows, RowId but) {
    return rows.stream()
        .anyMatch(
            row -> !row.equals(but) && (touchedThere.contains(row) || troubled.contains(row)));
  }

  /** Under HOLD what one transaction changed stays together. */
  private void together() {
    for (Tx tx : outage.transactions(Side.FALLBACK)) {
      List<RowId> held =
          tx.touched().stream()
              .filter(row -> schema.table(row.table()).policy() == Policy.HOLD)
              .toList();
      if (held.stream().anyMatch(troubled::contains)) {
        troubled.addAll(held);
      }
    }
  }

  private List<RowId> parents(RowId row, Image image) {
    Table table = schema.table(row.table());
    List<RowId> parents = new ArrayList<>();
    for (Reference reference : table.references()) {
      RowId parent = Reading.parent(table, reference, image.values());
      if (parent != null) {
        parents.add(parent);
      }
    }
    return parents;
  }

  private String code(RowId row, Image image) {
    int unique = schema.table(row.table()).unique();
    String code = unique < 0 ? null : image.value(unique);
    return code == null ? null : row.table() + "=" + code;
  }
}
