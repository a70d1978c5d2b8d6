package com.hypermindlabs.understudy.drills.world;

/**
 * One fault. Both methods throw when they do not do what they say: a fault that silently does
 * nothing makes a drill that cannot fail.
 */
interface Fault {
  /** Brings it about; returns when it has taken hold. */
  void begin() throws Exception;

  /** Ends it; what it left behind is for the drilled to mend. */
  void end() throws Exception;
}
