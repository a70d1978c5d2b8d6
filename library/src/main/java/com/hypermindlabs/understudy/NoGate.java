package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.route.Gate;
import com.hypermindlabs.understudy.route.GateReading;

/** The gate of a site without a fallback. */
enum NoGate implements Gate {
  INSTANCE;

  @Override
  public GateReading read() {
    return new GateReading.Missing();
  }

  @Override
  public GateReading open(long expected, String reason) {
    return new GateReading.Missing();
  }
}
