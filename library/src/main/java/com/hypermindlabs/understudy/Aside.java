package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.health.Reading;
import com.hypermindlabs.understudy.route.GateReading;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.Route;
import com.hypermindlabs.understudy.route.RouteRecord;
import com.hypermindlabs.understudy.route.StateDirectory;
import com.hypermindlabs.understudy.route.Target;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's order to use the primary although the fallback, which may hold writes that are
 * nowhere else, cannot be read. The journal stays where it is and is merged when it can be read.
 *
 * @param parts of the site; nothing of it runs
 */
record Aside(SiteParts parts) {
  private static final Logger LOG = LoggerFactory.getLogger(Aside.class);
  private static final int LOOKS = 3;
  private static final String OPERATION = "set the fallback aside: ";

  /**
   * Carries it out; running processes of the site follow at once.
   *
   * @throws StartException when the primary does not serve, or the fallback can be read after all
   */
  void order(String reason) {
    requirePrimary();
    StateDirectory directory = parts.directory();
    Remembered remembered = Remembered.in(directory);
    if (!remembered.mayHoldWrites()) {
      throw new StartException(
          OPERATION + "it holds nothing that the primary does not have",
          "start the site: it goes to the primary by itself",
          null);
    }
    requireUnreadable();
    long epoch = directory.map().read().epoch();
    @Nullable RouteRecord record = remembered.record().orElse(null);
    if (record != null) {
      RouteRecord.@Nullable Intent intent = record.intent();
      epoch = Math.max(epoch, Math.max(record.epoch(), intent == null ? 0 : intent.epoch()));
    }
    try {
      directory.setAside().put(epoch);
      new Returns(directory.path()).waitsFor(null); // the return that waited will not be
      directory
          .file()
          .write(
              new RouteRecord(
                  epoch + 1, Mode.NORMAL, parts.options().clock().instant(), reason, true, null));
    } catch (IOException e) {
      throw new StartException(
          OPERATION + "write to " + directory.path() + ": " + e.getMessage(),
          "see to room and rights in the state directory",
          e);
    }
    Route unused = directory.map().advance(Route.of(epoch + 1, Target.PRIMARY));
    LOG.warn("the fallback was set aside at epoch {}: {}", epoch, reason);
  }

  private void requirePrimary() {
    @Nullable Reading reading = parts.readPrimary();
    for (int look = 1; look < LOOKS && reading instanceof Reading.Unhealthy; look++) {
      reading = parts.readPrimary(); // an order may take its time
    }
    if (reading == null) {
      throw new StartException(OPERATION + "no primary is configured", "set database.host", null);
    }
    if (reading instanceof Reading.Unhealthy bad) {
      throw new StartException(
          OPERATION + "the primary does not serve either: " + bad.problem().message(),
          bad.problem().hint(),
          null);
    }
  }

  private void requireUnreadable() {
    @Nullable FallbackSide fallback = parts.fallback();
    GateReading gate = fallback == null ? new GateReading.Missing() : fallback.wake();
    if (gate instanceof GateReading.Open || gate instanceof GateReading.Closed) {
      throw new StartException(
          OPERATION + "it can be read", "run 'return': it hands over what is there first", null);
    }
  }
}
