package com.hypermindlabs.understudy.assistant.doctor;

import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.Provenance;
import com.hypermindlabs.understudy.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at everything a site stands on. Starts and changes nothing; what cannot be looked at is a
 * remark, not an exception.
 */
public final class Doctor {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Settings settings;
  private final Provenance provenance;

  /**
   * Looks at nothing yet.
   *
   * @param provenance of every setting of the program
   */
  public Doctor(Settings settings, Provenance provenance) {
    this.settings = settings;
    this.provenance = provenance;
  }

  /** All remarks, in the order of what depends on what. */
  public List<Remark> examine() {
    ConnectionFactory factory =
        new ConnectionFactory(
            "understudy/doctor", new ConnectionFactory.Timeouts(PATIENCE, PATIENCE, PATIENCE));
    List<Remark> remarks = new ArrayList<>(new SettingsCheck(provenance).remarks());
    remarks.addAll(new StateCheck(settings.stateDirectory()).remarks());
    remarks.addAll(new PrimaryCheck(settings, factory).remarks());
    remarks.addAll(new FallbackCheck(settings, factory).remarks());
    return List.copyOf(remarks);
  }
}
