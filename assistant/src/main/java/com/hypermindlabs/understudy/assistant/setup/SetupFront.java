package com.hypermindlabs.understudy.assistant.setup;

/**
 * A way to ask the questions: a screen, lines, or nobody. Asks page by page, shows the plan, and
 * has it carried out.
 */
public interface SetupFront {
  /** How it ended. */
  enum End {
    /** All was carried out, and worked. */
    DONE,
    /** Something that was tried failed; the settings may be written. */
    FAILED,
    /** The person left; nothing but the progress was written. */
    LEFT
  }

  /**
   * Asks until the person is done or leaves. Restores what it changed about the terminal, whatever
   * happens. Saves the progress before it answers {@link End#LEFT}.
   */
  End run(SetupSession session, SetupWork work);
}
