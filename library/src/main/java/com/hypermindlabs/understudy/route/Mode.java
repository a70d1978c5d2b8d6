package com.hypermindlabs.understudy.route;

import java.util.Locale;

/** What a site is doing, in one word. */
public enum Mode {
  /** On the primary. */
  NORMAL,
  /** No primary configured; on the fallback. */
  LOCAL,
  /** On the fallback because the primary fails. */
  DEGRADED,
  /** On the fallback, handing back. */
  RETURNING,
  /** On neither. */
  OUTAGE;

  /** The name in JSON. */
  public String json() {
    return name().toLowerCase(Locale.ROOT);
  }
}
