package com.hypermindlabs.understudy.assistant.web;

/**
 * What a stream tells. It keeps its own place and is asked for what is new whenever the browser
 * takes more: one that is slow gets more at once, and nothing piles up for it. Asked by one thread
 * at a time.
 */
interface Feed {
  /** What is new, as whole frames of an event stream; empty when nothing is. */
  String next();

  /** Whether nothing more will come, once {@link #next()} is empty. */
  boolean over();

  /** The stream is gone. May come more than once. */
  void closed();
}
