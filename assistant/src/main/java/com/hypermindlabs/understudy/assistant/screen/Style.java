package com.hypermindlabs.understudy.assistant.screen;

/** What a piece of text is; how that looks is the surface's business. */
public enum Style {
  /** As ever. */
  PLAIN,
  /** The bars at top and bottom. */
  BAR,
  /** What has the focus, and headings. */
  STRONG,
  /** What is said aside. */
  MUTED,
  /** Where text is typed. */
  FIELD,
  /** The button that Enter would press. */
  PRESSED,
  /** All is well. */
  GOOD,
  /** Worth a look. */
  WARN,
  /** Wrong. */
  BAD
}
