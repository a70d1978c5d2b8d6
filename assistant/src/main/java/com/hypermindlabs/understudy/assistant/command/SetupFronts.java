package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.lines.Dialogue;
import com.hypermindlabs.understudy.assistant.lines.PlainFront;
import com.hypermindlabs.understudy.assistant.screen.LanternaSurface;
import com.hypermindlabs.understudy.assistant.screen.ScreenFront;
import com.hypermindlabs.understudy.assistant.setup.LiveCheck;
import com.hypermindlabs.understudy.assistant.setup.LiveChecks;
import com.hypermindlabs.understudy.assistant.setup.Page;
import com.hypermindlabs.understudy.assistant.setup.SetupFront;
import java.io.IOException;
import java.util.List;

/** Where setup meets the ways to ask its questions, and what looks at the answers. */
final class SetupFronts {
  private SetupFronts() {}

  /** For a person at a terminal whose cursor can be moved; by lines where it cannot be set. */
  static SetupFront screen(Invocation invocation, Dialogue dialogue) {
    try {
      LanternaSurface surface = LanternaSurface.ofProcess(invocation.colours());
      invocation.closeAtSignal(surface);
      return ScreenFront.on(surface, invocation.console().environment());
    } catch (IOException e) {
      invocation.warn("the terminal cannot be set, so that setup asks line by line: " + e);
      return new PlainFront(dialogue);
    }
  }

  /** What looks at a page's answers. */
  static List<LiveCheck> checks(Page page) {
    return LiveChecks.of(page);
  }
}
