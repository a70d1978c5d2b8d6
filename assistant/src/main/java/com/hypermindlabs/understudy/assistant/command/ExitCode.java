package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.route.Mode;

/** What the process ends with. */
public final class ExitCode {
  /** What was asked for was done. */
  public static final int GOOD = 0;

  /** It failed. */
  public static final int FAILED = 1;

  /** The command line or the settings are wrong. */
  public static final int USAGE = 2;

  /** {@code status}: on the fallback though there is a primary. */
  public static final int DEGRADED = 3;

  /** {@code status}: neither server serves. */
  public static final int OUTAGE = 4;

  /** {@code setup} was left by Ctrl-C, as the JVM itself ends after it. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}

  /** What {@code status} ends with. */
  static int of(Mode mode) {
    return switch (mode) {
      case NORMAL, LOCAL -> GOOD;
      case DEGRADED, RETURNING -> DEGRADED;
      case OUTAGE -> OUTAGE;
    };
  }
}
