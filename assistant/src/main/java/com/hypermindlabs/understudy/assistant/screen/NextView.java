package com.hypermindlabs.understudy.assistant.screen;

import java.util.ArrayList;
import java.util.List;

/** The last page: what to run now. */
final class NextView implements View {
  private final Wizard wizard;
  private final Buttons buttons;

  NextView(Wizard wizard) {
    this.wizard = wizard;
    this.buttons = new Buttons(new Buttons.Button("Finish", wizard::forward));
  }

  @Override
  public Content content(int width) {
    List<Line> body = new ArrayList<>();
    String[] lines = wizard.work().nextCommand(wizard.session()).split("\\R", -1);
    body.add(Line.of("Run", Style.MUTED));
    body.add(Line.EMPTY);
    body.addAll(Line.paragraph(lines[0], 4, width, Style.STRONG));
    body.add(Line.EMPTY);
    for (int i = 1; i < lines.length; i++) {
      body.addAll(Line.paragraph(lines[i], 0, width, Style.PLAIN));
    }
    body.add(Line.EMPTY);
    body.add(buttons.line(2, true));
    return new Content(
        wizard.session().page().title(),
        wizard.session().page().explanation(),
        body,
        body.size() - 1,
        List.of("Any part can be changed later by itself: setup --section database, for example."),
        List.of("Enter finish"));
  }

  @Override
  public void handle(Key key) {
    buttons.handle(key);
  }
}
