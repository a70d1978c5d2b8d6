package com.hypermindlabs.understudy.reconcile;

import java.util.Locale;

/** How a conflict ends: a value that both sides changed, differently, since they parted. */
public enum Policy {
  /** Theirs stays, ours goes to the ledger. A row that one side deleted is kept. */
  PRIMARY_WINS,
  /** Ours is written, theirs goes to the ledger. */
  FALLBACK_WINS,
  /**
   * Both changes are added up: theirs + ours - base. For columns of amounts; of a table that it is
   * declared for, those that are no key and no reference.
   */
  DELTA,
  /** The primary's triggers maintain it: theirs, always, and no conflict. */
  DERIVED,
  /** Nothing is written until a person decides; changes of one transaction wait together. */
  HOLD,
  /** A {@link ConflictResolver} of the application decides. */
  RESOLVER;

  /**
   * From the settings' form, as {@code primary-wins}.
   *
   * @throws IllegalArgumentException naming the unknown policy
   */
  static Policy parse(String name) {
    for (Policy policy : values()) {
      if (policy.settingsName().equals(name)) {
        return policy;
      }
    }
    throw new IllegalArgumentException("unknown conflict policy: " + name);
  }

  String settingsName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the whole row waits for a decision when this one's value is in conflict. */
  boolean undecided() {
    return this == HOLD || this == RESOLVER;
  }
}
