package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.probe.Looking;
import com.hypermindlabs.understudy.assistant.probe.Sighting;
import com.hypermindlabs.understudy.assistant.setup.Answers;
import com.hypermindlabs.understudy.assistant.setup.LiveCheck;
import com.hypermindlabs.understudy.assistant.setup.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks of a page at work, then what they found. */
final class LookingView implements View {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Wizard wizard;
  private final FieldsView fields;
  private final List<LiveCheck> checks;
  private final Answers answers;
  private final List<Sighting> seen = new ArrayList<>();
  private final Page page;
  private @Nullable Looking looking;
  private long begun;
  private int picture;
  private @Nullable Buttons buttons;
  private int scroll = -1;

  LookingView(Wizard wizard, FieldsView fields, List<LiveCheck> checks) {
    this.wizard = wizard;
    this.fields = fields;
    this.checks = checks;
    this.page = wizard.session().page();
    this.answers = wizard.session().answers();
    begin();
  }

  private void begin() {
    LiveCheck check = checks.get(seen.size());
    begun = System.nanoTime();
    looking = Looking.begin(new CheckProbe(check, answers), check.timeout());
  }

  @Override
  public boolean moving() {
    return looking != null;
  }

  @Override
  public void tick() {
    picture++;
    if (looking != null && looking.done()) {
      Sighting sighting = looking.await();
      looking = null;
      seen.add(sighting);
      wizard.session().suggest(new LiveCheck.Result(sighting.remarks(), sighting.choices()));
      if (seen.size() < checks.size()) {
        begin();
      } else {
        finish();
      }
    }
  }

  private void finish() {
    if (seen.stream().allMatch(one -> one.remarks().isEmpty())) {
      fields.looked();
      return;
    }
    Buttons.Button on = new Buttons.Button("Go on", fields::looked);
    Buttons.Button anyway = new Buttons.Button("Continue anyway", fields::looked);
    Buttons.Button again = new Buttons.Button("Look again", this::again);
    Buttons.Button back = new Buttons.Button("Back to the fields", this::back);
    buttons =
        seen.stream().allMatch(Sighting::works)
            ? new Buttons(on, again)
            : new Buttons(back, again, anyway);
  }

  private void again() {
    wizard.show(new LookingView(wizard, fields, checks));
  }

  private void back() {
    wizard.show(fields);
  }

  @Override
  public void handle(Key key) {
    if (key.kind() == Key.Kind.ESCAPE) {
      back();
    } else if (buttons != null && (key.kind() == Key.Kind.UP || key.kind() == Key.Kind.PAGE_UP)) {
      scroll = 0;
    } else if (buttons != null
        && (key.kind() == Key.Kind.DOWN || key.kind() == Key.Kind.PAGE_DOWN)) {
      scroll = -1;
    } else if (buttons != null) {
      buttons.handle(key);
    }
  }

  @Override
  public void leave() {
    if (looking != null) {
      looking.cancel();
    }
  }

  @Override
  public Content content(int width) {
    List<Line> body = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      body.add(Line.of(capital(checks.get(i).name()), Style.STRONG));
      body.addAll(RemarkLines.of(seen.get(i).remarks(), width, wizard.glyphs()));
      body.add(Line.EMPTY);
    }
    if (looking != null) {
      body.add(running(checks.get(seen.size())));
    }
    if (buttons != null) {
      body.add(buttons.line(2, true));
    }
    int focus = scroll < 0 ? Math.max(0, body.size() - 1) : scroll;
    return new Content(page.title(), page.explanation(), body, focus, help(), keys());
  }

  private Line running(LiveCheck check) {
    List<String> spinner = wizard.glyphs().spinner();
    long seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
    return Line.of(spinner.get(picture % spinner.size()) + " ", Style.STRONG)
        .and("Looking at: " + check.name(), Style.PLAIN)
        .and("   " + seconds + " s of " + check.timeout().toSeconds() + " at most", Style.MUTED);
  }

  private List<String> help() {
    if (buttons == null) {
      return List.of("Nothing is changed by looking.");
    }
    return seen.stream().allMatch(Sighting::works)
        ? List.of("Everything looked at works.")
        : List.of("Not everything works. It can be set all the same, and put right later.");
  }

  private List<String> keys() {
    return buttons == null
        ? List.of("Esc cancel", "Ctrl-C leave")
        : List.of(
            "Enter choose",
            wizard.glyphs().leftRight() + " move",
            "Esc back to the fields",
            "Ctrl-C leave");
  }

  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
  }
}
