package com.hypermindlabs.understudy.assistant.doctor;

import com.hypermindlabs.understudy.assistant.probe.Looking;
import com.hypermindlabs.understudy.assistant.probe.ModelProbe;
import com.hypermindlabs.understudy.assistant.probe.Remark;
import com.hypermindlabs.understudy.assistant.settings.AssistantSettings;
import com.hypermindlabs.understudy.assistant.settings.Capability;
import com.hypermindlabs.understudy.assistant.settings.ModelSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The models' endpoints, each once. Without a model the data is safe all the same: no errors. */
record ModelCheck(AssistantSettings assistant, Duration answer) {
  private static final Duration WHOLE_LOOK = Duration.ofSeconds(30);

  List<Remark> remarks() {
    Map<URI, Set<Capability>> endpoints = new LinkedHashMap<>();
    Map<Capability, String> chosen = new EnumMap<>(Capability.class);
    for (Capability capability : Capability.values()) {
      ModelSettings model = assistant.model(capability);
      endpoints
          .computeIfAbsent(model.url(), url -> EnumSet.noneOf(Capability.class))
          .add(capability);
      if (model.model() != null) {
        chosen.put(capability, model.model());
      }
    }
    List<Remark> remarks = new ArrayList<>();
    endpoints.forEach(
        (url, wanted) -> {
          ModelProbe probe = new ModelProbe(url, wanted, chosen, answer);
          Looking.await(probe, WHOLE_LOOK).remarks().forEach(one -> remarks.add(mild(one)));
        });
    return remarks;
  }

  private static Remark mild(Remark remark) {
    return remark.severity() == Remark.Severity.ERROR
        ? Remark.warning(remark.area(), remark.message(), remark.hint())
        : remark;
  }
}
