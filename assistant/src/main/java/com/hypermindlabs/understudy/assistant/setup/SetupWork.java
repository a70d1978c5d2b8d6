package com.hypermindlabs.understudy.assistant.setup;

import java.util.List;
import java.util.function.Consumer;

/** What setup does in the world, for every front end. Blocks; called from one thread at a time. */
public interface SetupWork {
  /**
   * How a step went.
   *
   * @param ok whether it worked
   * @param message one line: what was done, or what failed
   * @param hint what to do about a failure; empty when all is well
   */
  record Done(boolean ok, String message, String hint) {}

  /** What to look at when a page is left by "next"; none for most pages. */
  List<LiveCheck> checks(Page page);

  /**
   * Writes both files: all of each or nothing of it, the old ones kept as backups.
   *
   * @param lines gets one line for each file
   */
  Done write(Plan plan, Consumer<String> lines);

  /**
   * Makes or repairs the fallback by the settings as written.
   *
   * @param lines gets a line for each step as it ends
   */
  Done provision(SetupSession session, Consumer<String> lines);

  /**
   * Tries the core operations, and makes the owner's account when one was asked for.
   *
   * @param lines gets a line for each check
   */
  Done smoke(SetupSession session, Consumer<String> lines);

  /** The command to run next, and one line that says what it does. */
  String nextCommand(SetupSession session);

  /** Keeps the answers, without secrets, for the next start. */
  void saveProgress(SetupSession session);

  /** Whether an earlier run was left whose answers can be taken up. */
  default boolean resumable() {
    return false;
  }

  /** Takes them up, and turns to the page where that run was left. */
  default void resume(SetupSession session) {}

  /** Forgets them. */
  void forgetProgress();
}
