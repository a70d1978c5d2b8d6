package com.hypermindlabs.understudy.assistant.lines;

import com.hypermindlabs.understudy.assistant.setup.Change;
import com.hypermindlabs.understudy.assistant.setup.Page;
import com.hypermindlabs.understudy.assistant.setup.Plan;
import com.hypermindlabs.understudy.assistant.setup.SetupFront;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import com.hypermindlabs.understudy.assistant.setup.SetupWork;
import org.jspecify.annotations.Nullable;

/**
 * Asks line by line. Enter keeps what is in brackets, {@code -} takes it back, {@code <} goes to
 * the page before, {@code .} leaves.
 *
 * @param dialogue with the person
 */
public record PlainFront(Dialogue dialogue) implements SetupFront {
  @Override
  public End run(SetupSession session, SetupWork work) {
    return new Run(dialogue, session, work).all();
  }

  /** One run. */
  private static final class Run {
    private final Dialogue dialogue;
    private final SetupSession session;
    private final SetupWork work;
    private final Asking asking;
    private @Nullable Plan plan;
    private boolean failed;

    Run(Dialogue dialogue, SetupSession session, SetupWork work) {
      this.dialogue = dialogue;
      this.session = session;
      this.work = work;
      this.asking = new Asking(dialogue, session, work);
    }

    End all() {
      boolean more = true;
      while (more) {
        Page page = session.page();
        dialogue.say("");
        dialogue.say(
            page.title() + " (step " + session.number() + " of " + session.pages().size() + ")");
        dialogue.say(page.explanation());
        Reply reply = page(page);
        if (reply == Reply.LEAVE) {
          work.saveProgress(session);
          return failed ? End.FAILED : End.LEFT;
        }
        more = reply == Reply.BACK ? back() : session.next();
      }
      return failed ? End.FAILED : End.DONE;
    }

    /** From the first page there is no way back. */
    private boolean back() {
      var unused = session.back();
      return true;
    }

    private Reply page(Page page) {
      return switch (page) {
        case WELCOME -> welcome();
        case SUMMARY -> summary();
        case WRITE -> {
          if (plan == null || plan.empty()) {
            dialogue.say("nothing to write");
            yield Reply.ON;
          }
          SetupWork.Done done = tell(work.write(plan, dialogue::say));
          yield done.ok() ? Reply.ON : Reply.LEAVE;
        }
        case PROVISION -> step("Make or repair the fallback now?", true);
        case SMOKE -> step("Try the core operations now?", false);
        case NEXT -> {
          dialogue.say(work.nextCommand(session));
          yield Reply.ON;
        }
        default -> asking.page(page);
      };
    }

    private Reply welcome() {
      session.existing().summary().forEach(line -> dialogue.say("  " + line));
      dialogue.say("Enter keeps what is in brackets, - empties it, < goes back, . leaves.");
      if (work.resumable()) {
        @Nullable Boolean taken = asking.yes("Go on with the answers of the last time?", true);
        if (taken == null) {
          return Reply.LEAVE;
        }
        if (taken) {
          work.resume(session);
          // To the page before the one that was left: going on leads there.
          var unused = session.back();
        }
      }
      return Reply.ON;
    }

    private Reply summary() {
      Plan made = session.plan();
      for (Change change : made.changes()) {
        dialogue.say("  " + line(change));
      }
      made.warnings().forEach(line -> dialogue.say("  warning: " + line));
      made.problems().forEach(line -> dialogue.say("  error: " + line));
      if (!made.problems().isEmpty()) {
        dialogue.say("Nothing can be written like this: go back with <, or leave with .");
        @Nullable String said = dialogue.ask("> ");
        return said == null || said.strip().equals(".") ? Reply.LEAVE : Reply.BACK;
      }
      plan = made;
      if (made.empty()) {
        dialogue.say("  nothing changes");
        return Reply.ON;
      }
      return asking.confirm("Write this?");
    }

    private static String line(Change change) {
      String where = change.file().isEmpty() ? "" : change.file() + ": ";
      return where + change.key() + ": " + or(change.before()) + " -> " + or(change.after());
    }

    private static String or(String text) {
      return text.isEmpty() ? "(none)" : text;
    }

    /** A step that may be left out, and after which the run goes on whatever came of it. */
    private Reply step(String question, boolean provision) {
      @Nullable Boolean wanted = asking.yes(question, true);
      if (wanted == null) {
        // The settings are written; what is left out can be done by a command of its own.
        return Reply.ON;
      }
      if (wanted) {
        tell(
            provision
                ? work.provision(session, dialogue::say)
                : work.smoke(session, dialogue::say));
      }
      return Reply.ON;
    }

    private SetupWork.Done tell(SetupWork.Done done) {
      failed |= !done.ok();
      dialogue.say((done.ok() ? "" : "error: ") + done.message());
      if (!done.hint().isEmpty()) {
        dialogue.say("remedy: " + done.hint());
      }
      return done;
    }
  }
}
