package com.hypermindlabs.understudy.provision;

import org.jspecify.annotations.Nullable;

/**
 * One kind of fallback server. All but {@code status} and {@code inspect} are called under the
 * provision lock.
 */
sealed interface Instance permits OwnCluster, ExistingServer, Container {
  /**
   * Makes, repairs and starts it, whatever state it is in.
   *
   * @param marker what was provisioned before; null when nothing was, or a run broke off
   */
  FallbackServer provision(@Nullable Marker marker) throws Exception;

  /** Starts what was provisioned; repairs what keeps it from serving. */
  FallbackServer start(Marker marker) throws Exception;

  /** Looks at a running one and changes nothing. */
  FallbackServer inspect(Marker marker) throws Exception;

  /** What files and processes say. */
  LocalStatus status(Marker marker) throws Exception;

  /** Stops it if it is ours to stop. */
  void stop(@Nullable Marker marker) throws Exception;

  /** Removes what is ours, data included. */
  void destroy(@Nullable Marker marker) throws Exception;
}
