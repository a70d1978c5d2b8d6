package com.hypermindlabs.understudy.assistant.probe;

import com.hypermindlabs.understudy.assistant.settings.Capability;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which of the models at an endpoint to take for what. */
final class ModelProposal {
  private ModelProposal() {}

  /**
   * A model for every capability that one of them fits. What was chosen before and is there stays.
   * Among others: for conversation one that also calls tools and is no specialist of pictures, so
   * that as few models as possible are held in memory; then the first in the endpoint's order.
   */
  static Map<Capability, String> of(List<OfferedModel> offered, Map<Capability, String> chosen) {
    Map<Capability, String> proposal = new EnumMap<>(Capability.class);
    for (Capability capability : Capability.values()) {
      String before = chosen.get(capability);
      if (before != null && offered.stream().anyMatch(model -> model.called(before))) {
        proposal.put(capability, before);
      } else {
        best(offered, capability).ifPresent(model -> proposal.put(capability, model.name()));
      }
    }
    return proposal;
  }

  private static Optional<OfferedModel> best(List<OfferedModel> offered, Capability capability) {
    return offered.stream()
        .filter(model -> model.fits().contains(capability))
        .min(Comparator.comparingInt(model -> strangeness(model, capability)));
  }

  private static int strangeness(OfferedModel model, Capability capability) {
    if (capability == Capability.EMBEDDING || capability == Capability.MULTIMODAL) {
      return 0;
    }
    int points = model.fits().contains(Capability.TOOL) ? 0 : 2;
    return points + (model.fits().contains(Capability.MULTIMODAL) ? 1 : 0);
  }
}
