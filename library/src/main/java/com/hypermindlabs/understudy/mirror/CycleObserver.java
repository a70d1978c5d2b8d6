package com.hypermindlabs.understudy.mirror;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Looks at both sides at the one instant that a cycle carries. Must neither commit nor roll back.
 * Asked in every cycle that gets that far, whether anything had changed or not.
 */
public interface CycleObserver {
  /** Sees nothing. */
  CycleObserver NONE = new CycleObserver() {};

  /** In the transaction on the primary, in the cycle's snapshot. */
  default void onPrimary(Connection connection) throws SQLException {}

  /** In the transaction on the fallback, after the apply and before its commit. */
  default void onFallback(Connection connection) throws SQLException {}
}
