package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.setup.Change;
import com.hypermindlabs.understudy.assistant.setup.Plan;
import java.util.ArrayList;
import java.util.List;

/** What is going to change, secrets only as set or not set. The last page before the disk. */
final class SummaryView implements View {
  private static final String NONE = "not set";

  private final Wizard wizard;
  private final Plan plan;
  private final Buttons buttons;
  private int scroll = -1;

  SummaryView(Wizard wizard) {
    this.wizard = wizard;
    this.plan = wizard.session().plan();
    Buttons.Button back = new Buttons.Button("Back", wizard::backward);
    if (!plan.problems().isEmpty()) {
      buttons = new Buttons(back);
    } else if (plan.empty()) {
      buttons = new Buttons(new Buttons.Button("Go on", wizard::forward), back);
    } else {
      buttons = new Buttons(new Buttons.Button("Write", wizard::forward), back);
    }
  }

  @Override
  public void handle(Key key) {
    switch (key.kind()) {
      case ESCAPE -> wizard.backward();
      case UP -> scroll = Math.max(0, (scroll < 0 ? lines : scroll) - 1);
      case DOWN -> scroll = scroll < 0 || scroll + 1 >= lines ? -1 : scroll + 1;
      case PAGE_UP -> scroll = 0;
      case PAGE_DOWN -> scroll = -1;
      default -> buttons.handle(key);
    }
  }

  private int lines;

  @Override
  public Content content(int width) {
    List<Line> body = new ArrayList<>();
    for (String problem : plan.problems()) {
      body.addAll(Line.paragraph(wizard.glyphs().bad() + " " + problem, 2, width, Style.BAD));
    }
    for (String warning : plan.warnings()) {
      body.addAll(Line.paragraph(wizard.glyphs().warn() + " " + warning, 2, width, Style.WARN));
    }
    if (!body.isEmpty()) {
      body.add(Line.EMPTY);
    }
    if (plan.empty()) {
      body.add(Line.of("  Nothing changes."));
    }
    changes(body, width);
    body.add(Line.EMPTY);
    body.add(buttons.line(2, true));
    lines = body.size();
    return new Content(
        wizard.session().page().title(),
        wizard.session().page().explanation(),
        body,
        scroll < 0 ? lines - 1 : scroll,
        List.of(help()),
        List.of(
            "Enter choose",
            "Esc back",
            wizard.glyphs().upDown() + " scroll",
            wizard.glyphs().leftRight() + " move",
            "Ctrl-C leave"));
  }

  private void changes(List<Line> body, int width) {
    int key = 0;
    for (Change change : plan.changes()) {
      key = Math.max(key, Cells.width(change.key()));
    }
    String file = "";
    for (Change change : plan.changes()) {
      if (!change.file().equals(file)) {
        file = change.file();
        body.add(Line.of(file.isEmpty() ? "Kept elsewhere" : file, Style.STRONG));
      }
      body.add(line(change, key, width));
    }
  }

  private Line line(Change change, int key, int width) {
    String arrow = " " + wizard.glyphs().arrow() + " ";
    int room = (width - key - 4 - Cells.width(arrow)) / 2;
    Line line = Line.of("  " + Cells.padded(change.key(), key) + "  ");
    if (!change.before().isEmpty()) {
      line =
          line.and(Cells.fit(change.before(), room, wizard.glyphs().cut()), Style.MUTED)
              .and(arrow, Style.MUTED);
    }
    boolean gone = change.after().isEmpty();
    String after = gone ? NONE : change.after();
    return line.and(
        Cells.fit(after, change.before().isEmpty() ? 2 * room : room, wizard.glyphs().cut()),
        gone ? Style.MUTED : Style.GOOD);
  }

  private String help() {
    if (!plan.problems().isEmpty()) {
      return "This cannot be written. Go back and put it right.";
    }
    return plan.empty()
        ? "On to the fallback and the smoke check."
        : "Everything else in the files stays as it is; the old files are kept as backups.";
  }
}
