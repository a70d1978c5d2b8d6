package com.hypermindlabs.understudy.assistant.doctor;

import com.hypermindlabs.understudy.assistant.probe.Remark;
import com.hypermindlabs.understudy.config.Provenance;
import java.util.ArrayList;
import java.util.List;

/** What looks like a mistake in the settings and is none for certain. */
record SettingsCheck(Provenance provenance) {
  private static final String AREA = "settings";

  List<Remark> remarks() {
    long set =
        provenance.entries().stream()
            .filter(entry -> entry.source() != Provenance.Source.DEFAULT)
            .count();
    List<Remark> remarks = new ArrayList<>();
    remarks.add(
        Remark.ok(AREA, provenance.entries().size() + " settings, " + set + " of them set"));
    provenance
        .hints()
        .forEach(
            hint -> remarks.add(Remark.warning(AREA, hint, "mend it, or leave it if it is meant")));
    return remarks;
  }
}
