package com.hypermindlabs.understudy.random;

/** What a transaction made of one row; null: no row. */
record Change(RowId row, Image before, Image after) {
  @Override
  public String toString() {
    return row + ": " + before + " -> " + after;
  }
}
