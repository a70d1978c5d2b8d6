package com.hypermindlabs.understudy.assistant.probe;

import com.hypermindlabs.understudy.config.FallbackSettings;
import com.hypermindlabs.understudy.provision.Finding;
import com.hypermindlabs.understudy.provision.FindingCode;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The fallback: as it is, where it was provisioned, else what it would be made of.
 *
 * @param settings of the fallback
 * @param stateDirectory of the site
 * @param timeout that the running system will allow a probe
 */
public record FallbackProbe(FallbackSettings settings, Path stateDirectory, Duration timeout)
    implements Probe {
  private static final String AREA = "fallback";

  @Override
  public String area() {
    return AREA;
  }

  @Override
  public Sighting look() {
    if (!settings.enabled()) {
      return Sighting.of(
          Remark.warning(
              AREA,
              "switched off: a failing primary means an outage",
              "set database_fallback.enabled to true"));
    }
    Provisioner provisioner = new Provisioner(settings, stateDirectory, ProgressListener.SILENT);
    @Nullable Finding problem = provisioner.status().problem();
    return Sighting.of(
        problem != null && problem.code() == FindingCode.NOT_PROVISIONED
            ? new Prospects(settings, stateDirectory, timeout).remarks()
            : new ProvisionedFallback(provisioner, Patience.factory()).remarks());
  }
}
