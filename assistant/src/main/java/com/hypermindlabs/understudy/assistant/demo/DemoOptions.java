package com.hypermindlabs.understudy.assistant.demo;

import com.hypermindlabs.understudy.config.ProvisionMode;
import java.time.Duration;

/**
 * How the demo is played. Immutable.
 *
 * @param mode AUTO, INSTALLED or EMBEDDED: which PostgreSQL both servers are
 * @param scene how long each scene lasts: on the primary, on the fallback, beside the revived
 *     primary
 * @param hold what to wait for before everything is taken down
 */
public record DemoOptions(ProvisionMode mode, Duration scene, Hold hold) {
  /** On the fallback's own binaries, at a pace that eyes can follow. */
  public static DemoOptions defaults() {
    return new DemoOptions(ProvisionMode.AUTO, Duration.ofMillis(2500), held -> {});
  }

  /** The same with another end. */
  public DemoOptions hold(Hold other) {
    return new DemoOptions(mode, scene, other);
  }

  /** The same on a PostgreSQL of the caller's choice. */
  public DemoOptions mode(ProvisionMode other) {
    return new DemoOptions(other, scene, hold);
  }

  /** Called when all is over but nothing taken down yet; may wait. */
  @FunctionalInterface
  public interface Hold {
    /** Holds the curtain. */
    void hold(Held held) throws Exception;
  }
}
