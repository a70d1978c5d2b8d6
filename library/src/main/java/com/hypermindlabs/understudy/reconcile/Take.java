package com.hypermindlabs.understudy.reconcile;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a person takes of a change in the ledger. */
public sealed interface Take {
  /** The fallback's row, or its delete. */
  record Ours() implements Take {}

  /** The primary's row stays as it is. */
  record Theirs() implements Take {}

  /**
   * These values, in PostgreSQL's text form; other columns stay as the primary has them, or are
   * ours where the primary has no such row. With another key than the entry's a held row that was
   * born on the fallback becomes one of its own, with ours in what is not given; any other is
   * refused one.
   */
  record Values(Map<String, @Nullable String> values) implements Take {}
}
