package com.hypermindlabs.understudy.assistant.probe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Probes that are one question to the person who asks; they look one after the other.
 *
 * @param area of all of them together
 * @param probes in the order of what depends on what
 */
public record Several(String area, List<Probe> probes) implements Probe {
  /** Copies the list. */
  public Several {
    probes = List.copyOf(probes);
  }

  @Override
  public Sighting look() {
    List<Remark> remarks = new ArrayList<>();
    Map<String, String> proposals = new HashMap<>();
    Map<String, List<String>> choices = new HashMap<>();
    for (Probe probe : probes) {
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
      Sighting sighting = probe.look();
      remarks.addAll(sighting.remarks());
      proposals.putAll(sighting.proposals());
      choices.putAll(sighting.choices());
    }
    return new Sighting(remarks, proposals, choices);
  }
}
