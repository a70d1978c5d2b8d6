package com.hypermindlabs.understudy.assistant.lines;

import com.hypermindlabs.understudy.assistant.probe.Remark;
import com.hypermindlabs.understudy.assistant.setup.Answers;
import com.hypermindlabs.understudy.assistant.setup.LiveCheck;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs a check no longer than it may take. */
final class TimedCheck {
  private TimedCheck() {}

  /** What it found; that it took too long, or failed, is a remark as well. */
  static LiveCheck.Result run(LiveCheck check, Answers answers) {
    AtomicBoolean cancelled = new AtomicBoolean();
    FutureTask<LiveCheck.Result> task = new FutureTask<>(() -> check.run(answers, cancelled::get));
    Thread thread = new Thread(task, "understudy-check");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(check.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return failed(check, "gave no answer in " + check.timeout().toSeconds() + " s");
    } catch (ExecutionException e) {
      return failed(check, "could not be looked at: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(check, "was not looked at");
    } finally {
      cancelled.set(true);
      task.cancel(true);
    }
  }

  private static LiveCheck.Result failed(LiveCheck check, String what) {
    return LiveCheck.Result.of(
        List.of(
            new Remark(
                Remark.Severity.ERROR,
                check.name(),
                check.name() + " " + what,
                "look at the address and the network, or continue anyway")));
  }
}
