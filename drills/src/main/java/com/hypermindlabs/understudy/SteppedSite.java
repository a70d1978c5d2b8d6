package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.capture.StepHook;

/** Lets the drills hear of the protocols' steps: where a kill is most telling. */
public final class SteppedSite {
  private SteppedSite() {}

  /** The same builder, with a hook. */
  public static UnderstudyBuilder with(UnderstudyBuilder builder, StepHook hook) {
    return builder.steps(hook);
  }
}
