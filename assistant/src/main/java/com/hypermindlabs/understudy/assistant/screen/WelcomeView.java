package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.setup.Page;
import java.util.ArrayList;
import java.util.List;

/** The first page: what there is, and what is going to be asked. */
final class WelcomeView implements View {
  private final Wizard wizard;
  private final Buttons buttons;

  WelcomeView(Wizard wizard) {
    this.wizard = wizard;
    Buttons.Button leave = new Buttons.Button("Leave", wizard::leave);
    this.buttons =
        wizard.work().resumable()
            ? new Buttons(
                new Buttons.Button("Go on where it was left", this::resume),
                new Buttons.Button("Begin anew", wizard::forward),
                leave)
            : new Buttons(new Buttons.Button("Begin", wizard::forward), leave);
  }

  private void resume() {
    wizard.work().resume(wizard.session());
    wizard.again();
  }

  @Override
  public Content content(int width) {
    List<Line> body = new ArrayList<>();
    body.add(Line.of("What exists already", Style.STRONG));
    for (String line : wizard.session().existing().summary()) {
      body.addAll(Line.paragraph(line, 2, width, Style.PLAIN));
    }
    body.add(Line.EMPTY);
    body.add(Line.of("What is going to be asked", Style.STRONG));
    List<String> titles =
        wizard.session().pages().stream().filter(Page::asks).map(Page::title).toList();
    body.addAll(Line.paragraph(String.join(", ", titles) + ".", 2, width, Style.PLAIN));
    body.addAll(
        Line.paragraph(
            "The value in a field is the one in force; Enter keeps it. Nothing is written before"
                + " the summary.",
            2,
            width,
            Style.PLAIN));
    body.add(Line.EMPTY);
    body.add(buttons.line(2, true));
    return new Content(
        wizard.session().page().title(),
        wizard.session().page().explanation(),
        body,
        body.size() - 1,
        List.of(
            wizard.work().resumable()
                ? "Answers of the last time were kept; secrets were not."
                : "It can be left at any time; answers are kept for then, secrets are not."),
        List.of("Enter go on", wizard.glyphs().leftRight() + " choose", "Ctrl-C leave"));
  }

  @Override
  public void handle(Key key) {
    if (!buttons.handle(key) && key.kind() == Key.Kind.ESCAPE) {
      wizard.backward();
    }
  }
}
