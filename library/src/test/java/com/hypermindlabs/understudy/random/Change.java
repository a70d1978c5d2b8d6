package com.hypermindlabs.understudy.random;

import java.io.Serializable;

/** What a transaction made of one row; null: no row. */
record Change(RowId row, Image before, Image after) implements Serializable {
  @Override
  public String toString() {
    return row + ": " + before + " -> " + after;
  }
}
