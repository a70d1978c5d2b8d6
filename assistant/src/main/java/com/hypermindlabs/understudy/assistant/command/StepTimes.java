package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Step;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Tells people of each step of provisioning as it ends, and keeps the times for the result. */
final class StepTimes implements ProgressListener {
  private final Invocation invocation;
  private final Map<Step, Duration> times = new LinkedHashMap<>();

  StepTimes(Invocation invocation) {
    this.invocation = invocation;
  }

  /** How long each step took that was needed; a repeated one counts in all. */
  Map<Step, Duration> times() {
    return times;
  }

  @Override
  public void begun(Step step) {
    if (step == Step.UNPACK) {
      invocation.say("unpacking the embedded PostgreSQL, once for each version");
    }
  }

  @Override
  public void ended(Step step, Duration took) {
    times.merge(step, took, Duration::plus);
    invocation.say(String.format(Locale.ROOT, "%-11s %6d ms", name(step), took.toMillis()));
  }

  static String name(Step step) {
    return step.name().toLowerCase(Locale.ROOT);
  }
}
