package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.lines.Dialogue;
import com.hypermindlabs.understudy.assistant.lines.PlainFront;
import com.hypermindlabs.understudy.assistant.setup.LiveCheck;
import com.hypermindlabs.understudy.assistant.setup.Page;
import com.hypermindlabs.understudy.assistant.setup.SetupFront;
import java.util.List;

/** Where setup meets the ways to ask its questions, and what looks at the answers. */
final class SetupFronts {
  private SetupFronts() {}

  /** For a person at a terminal whose cursor can be moved. */
  static SetupFront screen(Console console, Dialogue dialogue) {
    return new PlainFront(dialogue);
  }

  /** What looks at a page's answers. */
  static List<LiveCheck> checks(Page page) {
    return List.of();
  }
}
