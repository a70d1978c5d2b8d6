package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.setup.Question;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One question on a page: what is typed becomes the session's answer at once. Not thread-safe. */
final class Field {
  private static final String YES = "true";
  private static final String NO = "false";
  private static final String NONE = "none";

  private final Question question;
  private final SetupSession session;
  private final TextField text;
  private boolean complaining;

  Field(Question question, SetupSession session) {
    this.question = question;
    this.session = session;
    this.text = new TextField(session.value(question));
  }

  Question question() {
    return question;
  }

  /** What is wrong with it now; what is missing counts once somebody wanted to go on without it. */
  Optional<String> problem() {
    String typed = question.secret() ? text.text() : text.text().strip();
    Optional<String> wrong = question.problem(typed);
    if (wrong.isEmpty() && complaining && missing()) {
      return Optional.of("is needed");
    }
    return wrong;
  }

  /** From now on it is said that an answer is missing. */
  void complain() {
    complaining = true;
  }

  private boolean missing() {
    return question.required()
        && (question.secret() ? !session.set(question) : session.value(question).isEmpty());
  }

  /** Takes an answer that was found for it. */
  void fill(String answer) {
    text.set(answer);
    answer();
  }

  /** Whether the key was for it. */
  boolean handle(Key key) {
    return switch (question.kind()) {
      case FLAG -> flag(key);
      case CHOICE -> choose(key);
      case TEXT, NUMBER, SECRET, LIST -> type(key);
    };
  }

  private boolean flag(Key key) {
    boolean yes = session.value(question).equals(YES);
    if (key.character(" ") || key.kind() == Key.Kind.LEFT || key.kind() == Key.Kind.RIGHT) {
      yes = !yes;
    } else if (key.character("y")) {
      yes = true;
    } else if (key.character("n")) {
      yes = false;
    } else {
      return false;
    }
    session.answer(question, yes ? YES : NO);
    return true;
  }

  private boolean choose(Key key) {
    List<String> choices = question.choices();
    int at = choices.indexOf(session.value(question));
    if (key.kind() == Key.Kind.LEFT) {
      at = Math.max(0, at - 1);
    } else if (key.kind() == Key.Kind.RIGHT || key.character(" ")) {
      at = Math.min(choices.size() - 1, at + 1);
    } else {
      return false;
    }
    fill(choices.get(at));
    return true;
  }

  private boolean type(Key key) {
    if (key.kind() == Key.Kind.F4) {
      return nextFound();
    }
    if (key.kind() == Key.Kind.F3 && Generator.offers(question)) {
      fill(Generator.password());
      return true;
    }
    String before = text.text();
    boolean mine = text.handle(key);
    if (!before.equals(text.text())) {
      answer();
    }
    return mine;
  }

  /** Through what a check found, round and round. */
  private boolean nextFound() {
    List<String> found = session.suggestions(question);
    if (found.isEmpty()) {
      return false;
    }
    fill(found.get((found.indexOf(text.text()) + 1) % found.size()));
    return true;
  }

  private void answer() {
    if (question.secret() && text.text().isEmpty()) {
      session.forget(question);
    } else {
      session.answer(question, text.text());
    }
  }

  /** Its value as a line that begins with the label; with the cursor where it has the focus. */
  Line line(FieldColumns columns, boolean focused, Glyphs glyphs) {
    Style style = focused ? Style.STRONG : Style.PLAIN;
    Line line =
        Line.of((focused ? glyphs.focus() : " ") + " ", style)
            .and(Cells.padded(question.label(), columns.label()), style);
    return switch (question.kind()) {
      case FLAG -> flagLine(line, glyphs);
      case CHOICE -> line.and(choiceText(focused), style);
      case SECRET ->
          text.text().isEmpty()
              ? secretLine(line, columns, focused)
              : typed(line, columns, focused, glyphs);
      case TEXT, NUMBER, LIST -> typed(line, columns, focused, glyphs);
    };
  }

  private Line flagLine(Line line, Glyphs glyphs) {
    boolean yes = session.value(question).equals(YES);
    String chosen = "(" + glyphs.dot() + ") ";
    return line.and((yes ? chosen : "( ) ") + "yes", yes ? Style.STRONG : Style.PLAIN)
        .and("   ", Style.PLAIN)
        .and((yes ? "( ) " : chosen) + "no", yes ? Style.PLAIN : Style.STRONG);
  }

  private String choiceText(boolean focused) {
    String value = session.value(question);
    return focused ? "< " + value + " >" : value;
  }

  private Line secretLine(Line line, FieldColumns columns, boolean focused) {
    String state = session.set(question) ? "set" : "not set";
    Line shown = line.and(state, Style.MUTED);
    return focused ? shown.cursorAt(columns.value()) : shown;
  }

  private Line typed(Line line, FieldColumns columns, boolean focused, Glyphs glyphs) {
    String mask = question.secret() ? glyphs.mask() : "";
    if (!focused && text.text().isEmpty()) {
      return line.and(NONE, Style.MUTED);
    }
    if (!focused) {
      TextField.Window all = new TextField(text.text()).window(Integer.MAX_VALUE, mask, "");
      return line.and(Cells.fit(all.text(), columns.room(), glyphs.cut()), Style.PLAIN);
    }
    TextField.Window window = text.window(columns.room(), mask, glyphs.cut());
    return line.and(Cells.padded(window.text(), columns.room()), Style.FIELD)
        .cursorAt(columns.value() + window.cursor());
  }

  /** What it is about, and where its value comes from. */
  List<String> help() {
    List<String> lines = new ArrayList<>();
    lines.add(question.help());
    if (question.kind() == Question.Kind.CHOICE) {
      lines.add("One of " + String.join(", ", question.choices()) + ".");
      return lines;
    }
    List<String> found = session.suggestions(question);
    if (!found.isEmpty()) {
      lines.add("Found, F4 takes the next: " + String.join(", ", found));
    } else {
      lines.add(origin());
    }
    return lines;
  }

  private String origin() {
    String place = session.place(question);
    if (question.secret()) {
      return session.set(question) && !place.isEmpty() && text.text().isEmpty()
          ? "Set, blank keeps it: " + place + "."
          : "What is typed is not shown.";
    }
    if (session.answered(question)) {
      String before = session.present(question);
      return before.isEmpty() ? "" : "Before: " + before + (place.isEmpty() ? "" : ", " + place);
    }
    return place.isEmpty() ? "" : "From " + place + ".";
  }
}
