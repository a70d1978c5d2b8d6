package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.StepHook;

/** Lets tests of other packages hear of the protocol's steps. */
public final class SteppedSite {
  private SteppedSite() {}

  public static UnderstudyBuilder with(UnderstudyBuilder builder, StepHook hook) {
    return builder.steps(hook);
  }
}
