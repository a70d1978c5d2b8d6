package com.hypermindlabs.understudy.assistant.screen;

import java.util.List;

/** Asks whether to leave. */
final class LeaveView implements View {
  private final Wizard wizard;
  private final Buttons buttons;

  LeaveView(Wizard wizard) {
    this.wizard = wizard;
    this.buttons =
        new Buttons(
            new Buttons.Button("Stay", wizard::again), new Buttons.Button("Leave", wizard::leave));
  }

  @Override
  public Content content(int width) {
    return new Content(
        "Leave",
        "Leave setup?",
        List.of(
            Line.of("No setting has been written. Answers are kept for the next start;"),
            Line.of("passwords, tokens and keys are not."),
            Line.EMPTY,
            buttons.line(0, true)),
        3,
        List.of(),
        List.of("Enter choose", wizard.glyphs().leftRight() + " move", "Esc stay"));
  }

  @Override
  public void handle(Key key) {
    if (!buttons.handle(key) && key.kind() == Key.Kind.ESCAPE) {
      wizard.again();
    }
  }
}
