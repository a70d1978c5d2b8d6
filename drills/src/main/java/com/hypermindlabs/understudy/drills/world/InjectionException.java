package com.hypermindlabs.understudy.drills.world;

/** A fault did not take hold, or the stage could not be set: the schedule says nothing. */
public final class InjectionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InjectionException(String message) {
    super(message);
  }

  InjectionException(String message, Throwable cause) {
    super(message, cause);
  }
}
