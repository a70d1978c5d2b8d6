package com.hypermindlabs.understudy;

import com.hypermindlabs.understudy.config.CarriedProperties;
import com.hypermindlabs.understudy.config.ConnectionFactory;
import com.hypermindlabs.understudy.config.FailoverSettings;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.route.Gate;
import com.hypermindlabs.understudy.route.GateReading;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.route.RouteState;
import com.hypermindlabs.understudy.route.Router;
import com.hypermindlabs.understudy.route.StartChoice;
import com.hypermindlabs.understudy.route.StateDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** A process that turns its site to the fallback and dies at one step of it. */
final class TurnChild {
  private TurnChild() {}

  /** The steps at which it may die. */
  enum Step {
    BEFORE_INTENT,
    BEFORE_GATE,
    AFTER_GATE,
    BEFORE_CONFIRM,
    AFTER_ALL
  }

  /** Arguments: the state directory, the step. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    Step step = Step.valueOf(arguments[1]);
    Duration patience = Duration.ofSeconds(20);
    Provisioner provisioner =
        new Provisioner(TestSite.fallback(true), folder, ProgressListener.SILENT);
    ConnectionFactory factory =
        new ConnectionFactory(
            "child", new ConnectionFactory.Timeouts(patience, patience, patience));
    Likeness likeness = new Likeness(provisioner, CarriedProperties.NONE, null);
    FallbackSide fallback =
        new FallbackSide(
            provisioner,
            factory,
            likeness,
            new FallbackPreparation(
                factory, TestSite::migrate, new Coverage(FailoverSettings.defaults()), likeness));
    StateDirectory directory = StateDirectory.open(folder);
    Router router =
        new Router(
            directory,
            dying(fallback, step),
            Clock.systemUTC(),
            (from, to) -> dieAt(step, Step.BEFORE_CONFIRM),
            patience);
    dieAt(step, Step.BEFORE_INTENT);
    RouteState unused = router.begin(new StartChoice.TurnToFallback(0, "a test"), Mode.DEGRADED);
    dieAt(step, Step.AFTER_ALL);
  }

  private static Gate dying(Gate gate, Step step) {
    return new Gate() {
      @Override
      public GateReading read() {
        return gate.read();
      }

      @Override
      public GateReading open(long expected, String reason) {
        dieAt(step, Step.BEFORE_GATE);
        GateReading after = gate.open(expected, reason);
        dieAt(step, Step.AFTER_GATE);
        return after;
      }
    };
  }

  private static void dieAt(Step chosen, Step here) {
    if (chosen == here) {
      System.out.println("DYING");
      System.out.flush();
      Runtime.getRuntime().halt(137);
    }
  }
}
