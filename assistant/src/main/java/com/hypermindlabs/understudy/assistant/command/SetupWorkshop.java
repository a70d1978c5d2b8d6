package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.assistant.edit.EditException;
import com.hypermindlabs.understudy.assistant.edit.Writing;
import com.hypermindlabs.understudy.assistant.migration.Migrations;
import com.hypermindlabs.understudy.assistant.setup.LiveCheck;
import com.hypermindlabs.understudy.assistant.setup.Page;
import com.hypermindlabs.understudy.assistant.setup.Plan;
import com.hypermindlabs.understudy.assistant.setup.Progress;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import com.hypermindlabs.understudy.assistant.setup.SetupWork;
import com.hypermindlabs.understudy.assistant.smoke.Check;
import com.hypermindlabs.understudy.assistant.smoke.Smoke;
import com.hypermindlabs.understudy.assistant.smoke.SmokeReport;
import com.hypermindlabs.understudy.config.FileCause;
import com.hypermindlabs.understudy.config.Settings;
import com.hypermindlabs.understudy.provision.FallbackServer;
import com.hypermindlabs.understudy.provision.ProgressListener;
import com.hypermindlabs.understudy.provision.Provisioner;
import com.hypermindlabs.understudy.provision.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries out what setup decided, and remembers what came of it for the result. */
final class SetupWorkshop implements SetupWork {
  private final Invocation invocation;
  private final Progress progress;
  private final String program;
  private @Nullable Plan plan;
  private List<Writing.Written> written = List.of();
  private @Nullable Done provisioned;
  private @Nullable Done smoked;

  /**
   * Does nothing yet.
   *
   * @param program the words that every further command begins with, as {@code ./understudy}
   */
  SetupWorkshop(Invocation invocation, Progress progress, String program) {
    this.invocation = invocation;
    this.progress = progress;
    this.program = program;
  }

  @Override
  public List<LiveCheck> checks(Page page) {
    return SetupFronts.checks(page);
  }

  @Override
  public Done write(Plan planned, Consumer<String> lines) {
    plan = planned;
    return safely(
        () -> {
          written = Writing.all(planned.files());
          for (Writing.Written file : written) {
            String old = file.backup() == null ? "" : "; the old one is " + file.backup();
            lines.accept("wrote " + file.path() + old);
          }
          forgetProgress();
          return new Done(true, "the settings are written", "");
        });
  }

  @Override
  public Done provision(SetupSession session, Consumer<String> lines) {
    Done done =
        safely(
            () -> {
              Settings settings = invocation.settings().library();
              if (!settings.fallback().enabled()) {
                return new Done(
                    true, "there is no fallback: database_fallback.enabled is false", "");
              }
              FallbackServer server =
                  new Provisioner(settings.fallback(), settings.stateDirectory(), steps(lines))
                      .provision();
              String where = server.application().endpoint() + ", PostgreSQL " + server.version();
              return new Done(true, "the fallback serves at " + where, "");
            });
    provisioned = done;
    return done;
  }

  @Override
  public Done smoke(SetupSession session, Consumer<String> lines) {
    Done done =
        safely(
            () -> {
              ProgramSettings settings = invocation.settings();
              try (Understudy understudy =
                  Understudy.builder(settings.library()).migrations(Migrations::run).start()) {
                invocation.closeAtSignal(understudy);
                SmokeReport report = Smoke.run(understudy, invocation::closeAtSignal);
                report.checks().forEach(check -> lines.accept(line(check)));
                if (!report.passed()) {
                  return new Done(false, "the smoke check failed", "see '" + program + " doctor'");
                }
                OwnerAccount.of(session).ifPresent(owner -> lines.accept(owner.make(understudy)));
                return new Done(
                    true,
                    "everything works, in mode " + report.mode() + " on " + report.route(),
                    "");
              }
            });
    smoked = done;
    return done;
  }

  private static String line(Check check) {
    String problem = check.ok() ? "" : "  " + check.problem();
    return String.format(
        Locale.ROOT,
        "%-6s %-17s %8.1f ms%s",
        check.ok() ? "ok" : "FAILED",
        check.name().json(),
        check.ms(),
        problem);
  }

  private static ProgressListener steps(Consumer<String> lines) {
    return new ProgressListener() {
      @Override
      public void begun(Step step) {
        lines.accept(StepTimes.name(step) + " ...");
      }

      @Override
      public void ended(Step step, Duration took) {
        lines.accept(
            String.format(Locale.ROOT, "%-11s %6d ms", StepTimes.name(step), took.toMillis()));
      }
    };
  }

  /** A failure becomes words; a mistake in the program as well, as in every command. */
  private static Done safely(Supplier<Done> work) {
    try {
      return work.get();
    } catch (EditException e) {
      return new Done(false, String.valueOf(e.getMessage()), e.hint());
    } catch (RuntimeException e) {
      Failure failure = Failure.of(e);
      return new Done(false, failure.message(), failure.hint());
    }
  }

  @Override
  public String nextCommand(SetupSession session) {
    boolean others = session.answers().yes("telegram") || session.answers().yes("x");
    return program + (others ? " serve" : " serve --only web");
  }

  @Override
  public void saveProgress(SetupSession session) {
    try {
      progress.save(session);
    } catch (IOException e) {
      invocation.warn("the answers were not kept for the next start: " + FileCause.withPath(e));
    }
  }

  @Override
  public boolean resumable() {
    return progress.kept();
  }

  @Override
  public void resume(SetupSession session) {
    progress.resume(session);
  }

  @Override
  public void forgetProgress() {
    try {
      progress.forget();
    } catch (IOException e) {
      invocation.warn("the answers of the last time were not forgotten: " + FileCause.withPath(e));
    }
  }

  /** What came of it. */
  SetupOutcome outcome(SetupSession session) {
    return new SetupOutcome(
        plan == null ? session.plan() : plan,
        new ArrayList<>(written),
        provisioned,
        smoked,
        nextCommand(session));
  }
}
