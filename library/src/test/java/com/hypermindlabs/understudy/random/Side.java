package com.hypermindlabs.understudy.random;

/** Where a write was made. */
enum Side {
  PRIMARY,
  FALLBACK
}
