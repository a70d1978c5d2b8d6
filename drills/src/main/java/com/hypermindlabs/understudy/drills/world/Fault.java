package com.hypermindlabs.understudy.drills.world;

/**
 * One fault. Both methods throw when they do not do what they say: a fault that silently does
 * nothing makes a drill that cannot fail.
 */
interface Fault {
  /** Brings it about; returns when it has taken hold. */
  void begin() throws Exception;

  /** How many times it has taken hold when it has begun. */
  default int hits() {
    return 1;
  }

  /** How many times it took hold in between. */
  default int hitsAtEnd() {
    return 0;
  }

  /** Ends it; what it left behind is for the drilled to mend. */
  void end() throws Exception;
}
