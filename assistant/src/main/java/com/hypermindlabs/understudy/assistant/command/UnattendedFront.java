package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.setup.Page;
import com.hypermindlabs.understudy.assistant.setup.Plan;
import com.hypermindlabs.understudy.assistant.setup.SetupFront;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import com.hypermindlabs.understudy.assistant.setup.SetupWork;
import java.util.function.Consumer;

/**
 * Asks nobody: everything was given with the command.
 *
 * @param lines gets what goes on
 * @param carryOut whether the settings are also tried: provisioning and the smoke check
 */
record UnattendedFront(Consumer<String> lines, boolean carryOut) implements SetupFront {
  @Override
  public End run(SetupSession session, SetupWork work) {
    Plan plan = session.plan();
    if (!plan.problems().isEmpty()) {
      throw CommandException.usage(
          "setup: " + String.join("; ", plan.problems()), "give other answers");
    }
    plan.warnings().forEach(line -> lines.accept("warning: " + line));
    plan.changes()
        .forEach(one -> lines.accept(one.key() + ": " + one.before() + " -> " + one.after()));
    if (plan.empty()) {
      lines.accept("nothing to write");
    } else if (!told(work.write(plan, lines))) {
      return End.FAILED;
    }
    if (!carryOut) {
      return End.DONE;
    }
    boolean good = true;
    if (session.pages().contains(Page.PROVISION)) {
      good = told(work.provision(session, lines));
    }
    if (session.pages().contains(Page.SMOKE)) {
      good &= told(work.smoke(session, lines));
    }
    return good ? End.DONE : End.FAILED;
  }

  private boolean told(SetupWork.Done done) {
    lines.accept((done.ok() ? "" : "error: ") + done.message());
    if (!done.hint().isEmpty()) {
      lines.accept("remedy: " + done.hint());
    }
    return done.ok();
  }
}
