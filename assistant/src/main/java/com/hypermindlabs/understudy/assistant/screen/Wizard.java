package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.setup.Page;
import com.hypermindlabs.understudy.assistant.setup.SetupFront.End;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import com.hypermindlabs.understudy.assistant.setup.SetupWork;
import org.jspecify.annotations.Nullable;

/** Where the person is: turns pages, and knows how it ends. Not thread-safe. */
final class Wizard {
  private final SetupSession session;
  private final SetupWork work;
  private final Glyphs glyphs;
  private View view;
  private boolean written;
  private boolean failed;
  private @Nullable End end;

  Wizard(SetupSession session, SetupWork work, Glyphs glyphs) {
    this.session = session;
    this.work = work;
    this.glyphs = glyphs;
    this.view = new WelcomeView(this);
  }

  SetupSession session() {
    return session;
  }

  SetupWork work() {
    return work;
  }

  Glyphs glyphs() {
    return glyphs;
  }

  /** What is seen now. */
  View view() {
    return view;
  }

  /** As {@code 3 of 13}. */
  String step() {
    return session.number() + " of " + session.pages().size();
  }

  /** How it ended; null while it goes on. */
  @Nullable End end() {
    return end;
  }

  /** Shows something else on the same page. */
  void show(View other) {
    view.leave();
    view = other;
  }

  /** Turns to the next page. */
  void forward() {
    boolean more = session.next();
    if (more && session.page() == Page.WRITE && session.plan().empty()) {
      more = session.next();
    }
    if (more) {
      show(of(session.page()));
    } else {
      view.leave();
      end = failed ? End.FAILED : End.DONE;
    }
  }

  /** Turns back; on the first page asks whether to leave. What was written stays written. */
  void backward() {
    if (written) {
      return;
    }
    if (session.back()) {
      show(of(session.page()));
    } else {
      show(new LeaveView(this));
    }
  }

  /** Shows the page anew, from its start. */
  void again() {
    show(of(session.page()));
  }

  /** The files are written: there is no way back to the questions. */
  void wrote() {
    written = true;
  }

  boolean hasWritten() {
    return written;
  }

  /** How the last try of a step went. */
  void outcome(boolean ok) {
    failed = !ok;
  }

  /** Ends it here; the answers are kept, without secrets, where something would be lost. */
  void leave() {
    view.leave();
    if (!written) {
      work.saveProgress(session);
    }
    end = End.LEFT;
  }

  private View of(Page page) {
    return switch (page) {
      case WELCOME -> new WelcomeView(this);
      case SUMMARY -> new SummaryView(this);
      case WRITE, PROVISION, SMOKE -> new WorkView(this, page);
      case NEXT -> new NextView(this);
      default -> new FieldsView(this);
    };
  }
}
