package com.hypermindlabs.understudy.provision;

import java.time.Duration;

/**
 * Hears of each step of provisioning, in the thread that provisions. What it throws ends the
 * provisioning there, and the next run goes on.
 */
public interface ProgressListener {
  /** Hears nothing. */
  ProgressListener SILENT =
      new ProgressListener() {
        @Override
        public void begun(Step step) {}

        @Override
        public void ended(Step step, Duration took) {}
      };

  /** A step begins. Steps that are not needed are not announced. */
  void begun(Step step);

  /** A step has succeeded. */
  void ended(Step step, Duration took);
}
