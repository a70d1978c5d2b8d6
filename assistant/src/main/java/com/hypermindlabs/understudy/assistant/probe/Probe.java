package com.hypermindlabs.understudy.assistant.probe;

/** Looks at one thing. Changes nothing there, and may be used again. */
public interface Probe {
  /** What is looked at, as {@code primary}; also the area of its remarks. */
  String area();

  /**
   * Looks, and takes as long as that needs. What goes wrong is a remark, never an exception, and
   * holds no secret. An interrupted thread comes back soon, with whatever it has.
   */
  Sighting look();
}
