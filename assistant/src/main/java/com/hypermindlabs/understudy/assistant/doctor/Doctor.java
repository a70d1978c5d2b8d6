package com.hypermindlabs.understudy.assistant.doctor;

import com.hypermindlabs.understudy.assistant.probe.DatabaseProbe;
import com.hypermindlabs.understudy.assistant.probe.FallbackProbe;
import com.hypermindlabs.understudy.assistant.probe.Looking;
import com.hypermindlabs.understudy.assistant.probe.Probe;
import com.hypermindlabs.understudy.assistant.probe.Remark;
import com.hypermindlabs.understudy.assistant.probe.StateProbe;
import com.hypermindlabs.understudy.assistant.probe.TablesProbe;
import com.hypermindlabs.understudy.assistant.probe.TelegramProbe;
import com.hypermindlabs.understudy.assistant.settings.AssistantSettings;
import com.hypermindlabs.understudy.config.DatabaseSettings;
import com.hypermindlabs.understudy.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything a site stands on. Starts and changes nothing; what cannot be looked at is a
 * remark, not an exception.
 */
public final class Doctor {
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration WHOLE_LOOK = Duration.ofMinutes(1);

  private final Settings settings;
  private final AssistantSettings assistant;

  /**
   * Looks at nothing yet.
   *
   * @param assistant with the provenance of every setting of the program
   */
  public Doctor(Settings settings, AssistantSettings assistant) {
    this.settings = settings;
    this.assistant = assistant;
  }

  /** All remarks, in the order of what depends on what. */
  public List<Remark> examine() {
    List<Remark> remarks = new ArrayList<>(new SettingsCheck(assistant.provenance()).remarks());
    remarks.addAll(seen(new StateProbe(settings.stateDirectory())));
    remarks.addAll(primary());
    Duration probe = settings.failover().probe().timeout();
    remarks.addAll(seen(new FallbackProbe(settings.fallback(), settings.stateDirectory(), probe)));
    remarks.addAll(seen(new TablesProbe(settings)));
    remarks.addAll(new ModelCheck(assistant, ANSWER).remarks());
    remarks.addAll(seen(new TelegramProbe(assistant.telegram(), ANSWER)));
    remarks.add(x());
    return List.copyOf(remarks);
  }

  private List<Remark> primary() {
    @Nullable DatabaseSettings database = settings.database();
    Duration limit = settings.failover().probe().timeout();
    return database == null
        ? List.of(Remark.ok("primary", "not configured: the site is local"))
        : seen(new DatabaseProbe("primary", database, limit, limit));
  }

  /** Not asked: it costs money each time. */
  private Remark x() {
    return assistant.x().configured()
        ? Remark.ok("x", "all four keys are set; setup --section x asks X about them")
        : Remark.ok("x", "not configured: the account is off");
  }

  private static List<Remark> seen(Probe probe) {
    return Looking.await(probe, WHOLE_LOOK).remarks();
  }
}
