package com.hypermindlabs.understudy.drills.sabotage;

import java.util.List;

/** A mechanism that is taken out of the engine. */
public enum Sabotage {
  /** To be written. */
  NONE;

  /** By its name on the command line. */
  public static Sabotage named(String name) {
    return valueOf(name);
  }

  /** For the JVM of a process of a site. */
  public List<String> options() {
    return List.of();
  }
}
