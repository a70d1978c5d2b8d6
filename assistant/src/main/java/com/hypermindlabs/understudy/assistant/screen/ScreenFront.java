package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.setup.SetupFront;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import com.hypermindlabs.understudy.assistant.setup.SetupWork;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Setup in full screen. Ctrl-C leaves on every page.
 *
 * @param surface to draw on; closed at the end of the run, whatever happens
 * @param glyphs the signs that it can show
 */
public record ScreenFront(Surface surface, Glyphs glyphs) implements SetupFront {
  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofMinutes(1);

  /** By what the environment says of the terminal. */
  public static ScreenFront on(Surface surface, java.util.Map<String, String> environment) {
    return new ScreenFront(surface, Glyphs.of(environment));
  }

  @Override
  public End run(SetupSession session, SetupWork work) {
    try (surface) {
      Wizard wizard = new Wizard(session, work, glyphs);
      Layout layout = new Layout(glyphs);
      while (true) {
        @Nullable End end = wizard.end();
        if (end != null) {
          return end;
        }
        View view = wizard.view();
        Size size = surface.size();
        surface.show(layout.draw(size, view.content(layout.bodyWidth(size)), wizard.step()));
        @Nullable Key key = surface.read(view.moving() ? MOMENT : LONG);
        if (key == null || view.moving()) {
          view.tick();
        }
        if (key != null) {
          act(wizard, key);
        }
      }
    }
  }

  private static void act(Wizard wizard, Key key) {
    if (key.kind() == Key.Kind.GONE || key.ctrl("c")) {
      wizard.leave();
    } else if (key.kind() != Key.Kind.RESIZED && wizard.end() == null) {
      wizard.view().handle(key);
    }
  }
}
