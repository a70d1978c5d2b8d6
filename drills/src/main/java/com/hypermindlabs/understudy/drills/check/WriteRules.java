package com.hypermindlabs.understudy.drills.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every acknowledged write is accounted for, and none that failed is anywhere: an acknowledged row
 * is there, was deleted, or is on record; a deleted one is gone, or its return is on record.
 */
final class WriteRules {
  private static final Set<String> NEVER_IN_CONFLICT = Set.of("message", "transfer", "tick");
  private static final int LONG_BODY = 4_000;

  private final Case judged;
  private final Set<Op.Key> deleted = new HashSet<>();
  private final List<String> violations = new ArrayList<>();

  WriteRules(Case judged) {
    this.judged = judged;
    for (Op op : judged.ops()) {
      if (!op.failed()) {
        deleted.addAll(op.gone());
      }
    }
  }

  List<String> violations() {
    for (Op op : judged.ops()) {
      if (op.failed()) {
        phantoms(op);
      } else if (op.ok() && !judged.excused(op)) {
        accounted(op);
      }
    }
    heldOnce();
    return violations;
  }

  private void phantoms(Op op) {
    for (Op.Key row : op.rows()) {
      if (judged.primary().has(row) || judged.ledger().has(row)) {
        violations.add("a write that failed is there: " + row + " of " + op);
      }
    }
    for (Op.Key row : op.sets()) {
      JsonNode there = judged.primary().row(row.table(), row.key());
      String column = row.table().equals("document") ? "title" : "note";
      if (there != null && there.path(column).asText().equals(op.id())) {
        violations.add("a change that failed is there: " + row + " of " + op);
      }
    }
    if (op.list() != null && elements(op.list()).contains(op.id())) {
      violations.add("an element that failed is in list " + op.list() + ": " + op);
    }
  }

  private void accounted(Op op) {
    for (Op.Key row : op.rows()) {
      if (!judged.primary().has(row) && !explained(row)) {
        violations.add("an acknowledged row is lost: " + row + " of " + op);
      }
    }
    for (Op.Key row : op.gone()) {
      if (judged.primary().has(row) && !judged.ledger().has(row)) {
        violations.add("a deleted row has come back: " + row + " of " + op);
      }
    }
    @Nullable String list = op.list();
    if (list != null
        && !elements(list).contains(op.id())
        && !judged.ledger().hasElement(list, op.id())) {
      violations.add("an acknowledged element of list " + list + " is lost: " + op);
    }
    switch (op.kind()) {
      case "chat" -> body(op);
      case "pages" -> together(op);
      default -> {}
    }
  }

  /** Rows that nothing can collide with have to arrive; others may be deleted or on record. */
  private boolean explained(Op.Key row) {
    return !NEVER_IN_CONFLICT.contains(row.table())
        && (deleted.contains(row) || judged.ledger().has(row) || livesOn(row));
  }

  /**
   * Of two handles of one name one is both sides': what referred to ours, under the key that ours
   * had, refers to it.
   */
  private boolean livesOn(Op.Key row) {
    Op.Key claim = new Op.Key("claim", row.key());
    return row.table().equals("handle")
        && (judged.primary().has(claim) || judged.ledger().has(claim));
  }

  private void body(Op op) {
    JsonNode message = judged.primary().row("message", op.id());
    if (message != null) {
      String body = message.path("body").asText();
      int more = body.length() - op.id().length();
      if (!body.startsWith(op.id()) || (more != 0 && more != LONG_BODY)) {
        violations.add("a message has another text: " + body + " of " + op);
      }
    }
  }

  /** Under the policy hold, a transaction arrives whole or is held whole. */
  private void together(Op op) {
    long there = op.rows().stream().filter(judged.primary()::has).count();
    if (there > 0 && there < op.rows().size()) {
      violations.add("half of a transaction under hold has arrived: " + op);
    }
    boolean whole =
        op.rows().stream().allMatch(judged.ledger()::holds)
            && op.sets().stream().allMatch(judged.ledger()::holds);
    if (there == 0 && !whole) {
      violations.add("a transaction under hold is neither there nor held whole: " + op);
    }
  }

  /** Of one outage a row is held once: a newer version takes the older one's place. */
  private void heldOnce() {
    Set<String> held = new HashSet<>();
    for (Ledger.Line line : judged.ledger().lines()) {
      if (line.held() && !held.add(line.site() + line.epoch() + line.key())) {
        violations.add("held twice: " + line);
      }
    }
  }

  private List<String> elements(String list) {
    List<String> elements = new ArrayList<>();
    JsonNode row = judged.primary().row("list", list);
    Objects.requireNonNull(row, "list " + list)
        .path("items")
        .forEach(element -> elements.add(element.asText()));
    return elements;
  }
}
