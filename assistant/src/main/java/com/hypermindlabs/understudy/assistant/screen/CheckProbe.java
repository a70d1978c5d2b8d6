package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.probe.Probe;
import com.hypermindlabs.understudy.assistant.probe.Remark;
import com.hypermindlabs.understudy.assistant.probe.Sighting;
import com.hypermindlabs.understudy.assistant.setup.Answers;
import com.hypermindlabs.understudy.assistant.setup.LiveCheck;
import java.util.Map;

/**
 * A check of the model as a probe, so that it can be watched and cancelled.
 *
 * @param check which one
 * @param answers as they were when it began
 */
record CheckProbe(LiveCheck check, Answers answers) implements Probe {
  @Override
  public String area() {
    return check.name();
  }

  @Override
  public Sighting look() {
    try {
      LiveCheck.Result result = check.run(answers, () -> Thread.currentThread().isInterrupted());
      return new Sighting(result.remarks(), Map.of(), result.suggestions());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Sighting.of(Remark.warning(area(), "not looked at to the end", "look again"));
    }
  }
}
