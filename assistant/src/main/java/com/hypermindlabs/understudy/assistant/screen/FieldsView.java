package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.setup.LiveCheck;
import com.hypermindlabs.understudy.assistant.setup.Page;
import com.hypermindlabs.understudy.assistant.setup.Question;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A page of questions. The fields come and go with the answers. */
final class FieldsView implements View {
  private final Wizard wizard;
  private final SetupSession session;
  private final Page page;
  private final Map<String, Field> known = new LinkedHashMap<>();
  private boolean advanced;
  private int focus;
  private String notice = "";
  // What the checks have seen: they need not look again where nothing has changed.
  private boolean checked;

  FieldsView(Wizard wizard) {
    this.wizard = wizard;
    this.session = wizard.session();
    this.page = session.page();
  }

  private List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    for (Question question : session.questions(page, advanced)) {
      fields.add(known.computeIfAbsent(question.id(), id -> new Field(question, session)));
    }
    return fields;
  }

  private boolean onButton(List<Field> fields) {
    return focus >= fields.size();
  }

  @Override
  public void handle(Key key) {
    List<Field> fields = fields();
    if (!onButton(fields) && fields.get(focus).handle(key)) {
      checked = false;
      return;
    }
    switch (key.kind()) {
      case ENTER -> {
        if (onButton(fields)) {
          next();
        } else {
          focus++;
        }
      }
      case DOWN, TAB -> focus = Math.min(fields.size(), focus + 1);
      case UP, BACK_TAB -> focus = Math.max(0, focus - 1);
      case PAGE_UP -> focus = 0;
      case PAGE_DOWN -> focus = fields.size();
      case ESCAPE -> wizard.backward();
      case F2 -> showAdvanced();
      case CTRL -> {
        if (key.ctrl("n")) {
          next();
        }
      }
      case CHARACTER -> {
        if (key.text().equals(" ") && onButton(fields)) {
          next();
        }
      }
      default -> {
        // Nothing here.
      }
    }
  }

  private void showAdvanced() {
    advanced = !advanced && more() > 0;
    focus = Math.min(focus, fields().size());
  }

  private int more() {
    return session.questions(page, true).size() - session.questions(page, false).size();
  }

  private void next() {
    notice = "";
    for (Question question : session.missing(page)) {
      advanced |= question.advanced();
    }
    List<Field> fields = fields();
    fields.forEach(Field::complain);
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).problem().isPresent()) {
        focus = i;
        return;
      }
    }
    List<LiveCheck> checks = wizard.work().checks(page);
    if (checks.isEmpty() || checked) {
      wizard.forward();
    } else {
      wizard.show(new LookingView(wizard, this, checks));
    }
  }

  /** The checks are done and the person goes on: with what was found for fields left empty. */
  void looked() {
    List<String> filled = new ArrayList<>();
    for (Field field : fields()) {
      List<String> found = session.suggestions(field.question());
      if (!found.isEmpty() && session.value(field.question()).isEmpty()) {
        field.fill(found.get(0));
        filled.add(field.question().label());
      }
    }
    checked = true;
    if (filled.isEmpty()) {
      wizard.forward();
      return;
    }
    notice = "Filled in by what was found: " + String.join(", ", filled) + ".";
    focus = fields().size();
    wizard.show(this);
  }

  @Override
  public Content content(int width) {
    List<Field> fields = fields();
    focus = Math.min(focus, fields.size());
    FieldColumns columns = FieldColumns.of(fields.stream().map(Field::question).toList(), width);
    List<Line> body = new ArrayList<>();
    int line = 0;
    for (int i = 0; i < fields.size(); i++) {
      if (i == focus) {
        line = body.size();
      }
      Field field = fields.get(i);
      body.add(field.line(columns, i == focus, wizard.glyphs()));
      Optional<String> problem = field.problem();
      problem.ifPresent(
          words ->
              body.addAll(
                  Line.paragraph(
                      wizard.glyphs().bad() + " " + words, columns.value(), width, Style.BAD)));
    }
    body.add(Line.EMPTY);
    if (onButton(fields)) {
      line = body.size();
    }
    body.add(new Buttons(new Buttons.Button("Next", () -> {})).line(2, onButton(fields)));
    if (page == Page.INFERENCE) {
      body.addAll(EndpointLines.of(session.endpoints(), width));
    }
    return new Content(page.title(), page.explanation(), body, line, help(fields), keys(fields));
  }

  private List<String> help(List<Field> fields) {
    if (!onButton(fields)) {
      return fields.get(focus).help();
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        notice.isEmpty()
            ? wizard.work().checks(page).isEmpty()
                ? "On to the next page."
                : "Looks at it, then on to the next page."
            : notice);
    return lines;
  }

  private List<String> keys(List<Field> fields) {
    List<String> keys = new ArrayList<>();
    keys.add(onButton(fields) ? "Enter next page" : "Enter next field");
    keys.add("Esc back");
    keys.add(wizard.glyphs().upDown() + " move");
    if (!onButton(fields)) {
      switch (fields.get(focus).question().kind()) {
        case FLAG, CHOICE -> keys.add(wizard.glyphs().leftRight() + " change");
        case SECRET -> {
          if (Generator.offers(fields.get(focus).question())) {
            keys.add("F3 generate");
          }
        }
        default -> {
          // Typing needs no word.
        }
      }
    }
    if (more() > 0) {
      keys.add(advanced ? "F2 fewer" : "F2 " + more() + " more");
    }
    keys.add("Ctrl-C leave");
    keys.add("Ctrl-N next page");
    return keys;
  }
}
