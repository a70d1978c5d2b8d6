package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.setup.Change;
import com.hypermindlabs.understudy.assistant.setup.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is going to change, secrets only as set or not set. The last page before the disk. */
final class SummaryView implements View {
  private static final String NONE = "not set";
  // The focus is kept in the middle: this moves what is seen by some lines.
  private static final int STEP = 5;

  private final Wizard wizard;
  private final Plan plan;
  private final Buttons buttons;
  private int scroll;
  private int lines;

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
      case UP -> scroll = Math.max(0, scroll - STEP);
      case DOWN -> scroll = Math.min(lines, scroll + STEP);
      case PAGE_UP -> scroll = 0;
      case PAGE_DOWN -> scroll = lines;
      default -> buttons.handle(key);
    }
  }

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
    lines = body.size() - 1;
    return new Content(
        wizard.session().page().title(),
        wizard.session().page().explanation(),
        body,
        scroll,
        List.of(Line.EMPTY, buttons.line(2, true)),
        List.of(help()),
        List.of(
            "Enter choose",
            "Esc back",
            wizard.glyphs().upDown() + " scroll",
            wizard.glyphs().leftRight() + " move",
            "Ctrl-C leave"));
  }

  private void changes(List<Line> body, int width) {
    Map<String, List<Change>> files = new LinkedHashMap<>();
    int key = 0;
    for (Change change : plan.changes()) {
      key = Math.max(key, Cells.width(change.key()));
      files.computeIfAbsent(change.file(), file -> new ArrayList<>()).add(change);
    }
    for (Map.Entry<String, List<Change>> file : files.entrySet()) {
      String name = file.getKey();
      body.add(Line.of(name.isEmpty() ? "Kept elsewhere" : name, Style.STRONG));
      for (Change change : file.getValue()) {
        body.add(line(change, key, width));
      }
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
