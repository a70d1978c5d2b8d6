package com.hypermindlabs.understudy.random;

/** A column of a generated table; what it is for decides what the workload does with it. */
record Column(String name, String type, Use use, String options) {
  /** What a column is for. */
  enum Use {
    /** Part of the primary key. */
    KEY,
    /** Names the row for ever: set at its birth, never changed, whatever becomes of its key. */
    TAG,
    /** Part of a reference to another table; may be part of the key as well. */
    REFERENCE,
    /** Unique where it is not null, from so few values that they collide. */
    CODE,
    /** The natural key: as CODE, never null and never changed. */
    NATURAL,
    /** A sum that is changed by adding to it. */
    AMOUNT,
    /** Anything else. */
    VALUE
  }
}
