package com.hypermindlabs.understudy.route;

import java.util.Locale;

/** The server that a route leads to. */
public enum Target {
  /** The remote PostgreSQL. */
  PRIMARY,
  /** The local PostgreSQL. */
  FALLBACK;

  /** The name in JSON. */
  public String json() {
    return name().toLowerCase(Locale.ROOT);
  }
}
