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
   * ours where the primary has no such row.
   */
  record Values(Map<String, @Nullable String> values) implements Take {}
}
