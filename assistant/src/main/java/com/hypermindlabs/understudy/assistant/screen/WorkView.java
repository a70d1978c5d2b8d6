package com.hypermindlabs.understudy.assistant.screen;

import com.hypermindlabs.understudy.assistant.setup.Page;
import com.hypermindlabs.understudy.assistant.setup.Plan;
import com.hypermindlabs.understudy.assistant.setup.SetupSession;
import com.hypermindlabs.understudy.assistant.setup.SetupWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A step that does something: writing, provisioning, the smoke check. Shows its lines live. */
final class WorkView implements View {
  private static final Logger LOG = LoggerFactory.getLogger(WorkView.class);
  private static final String BEGUN = " ...";
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Wizard wizard;
  private final Page page;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private @Nullable CompletableFuture<SetupWork.Done> working;
  private SetupWork.@Nullable Done done;
  private Buttons buttons;
  private long begun;
  private int picture;

  WorkView(Wizard wizard, Page page) {
    this.wizard = wizard;
    this.page = page;
    this.buttons =
        new Buttons(
            new Buttons.Button(page == Page.SMOKE ? "Check now" : "Provision now", this::begin),
            new Buttons.Button("Later", wizard::forward));
    if (page == Page.WRITE) {
      begin();
    }
  }

  private void begin() {
    lines.clear();
    done = null;
    begun = System.nanoTime();
    CompletableFuture<SetupWork.Done> result = new CompletableFuture<>();
    working = result;
    SetupSession session = wizard.session();
    // Made here: the session belongs to this thread.
    @Nullable Plan plan = page == Page.WRITE ? session.plan() : null;
    Thread thread = new Thread(() -> work(result, plan), "understudy-setup-work");
    thread.setDaemon(true);
    thread.start();
  }

  private void work(CompletableFuture<SetupWork.Done> result, @Nullable Plan plan) {
    Consumer<String> listener = lines::add;
    try {
      SetupSession session = wizard.session();
      result.complete(
          plan != null
              ? wizard.work().write(plan, listener)
              : page == Page.PROVISION
                  ? wizard.work().provision(session, listener)
                  : wizard.work().smoke(session, listener));
    } catch (RuntimeException | Error e) {
      LOG.debug("{}", page, e);
      result.complete(
          new SetupWork.Done(
              false,
              "failed: " + e.getClass().getSimpleName(),
              "this is a mistake in the program: report it, with --verbose"));
    }
  }

  @Override
  public boolean moving() {
    return working != null;
  }

  @Override
  public void tick() {
    picture++;
    if (working == null || !working.isDone()) {
      return;
    }
    SetupWork.Done result = working.join();
    working = null;
    done = result;
    wizard.outcome(result.ok());
    if (result.ok() && page == Page.WRITE) {
      wizard.wrote();
    }
    Buttons.Button on = new Buttons.Button("Go on", wizard::forward);
    Buttons.Button again = new Buttons.Button("Try again", this::begin);
    Buttons.Button back = new Buttons.Button("Back", wizard::backward);
    buttons =
        result.ok()
            ? new Buttons(on)
            : page == Page.WRITE ? new Buttons(back, again) : new Buttons(again, on);
  }

  @Override
  public void handle(Key key) {
    if (working == null && !buttons.handle(key) && key.kind() == Key.Kind.ESCAPE) {
      wizard.backward();
    }
  }

  @Override
  public Content content(int width) {
    List<Line> body = new ArrayList<>();
    for (String line : told()) {
      body.addAll(Line.paragraph(line, 2, width, Style.PLAIN));
    }
    if (!body.isEmpty()) {
      body.add(Line.EMPTY);
    }
    if (working != null) {
      List<String> spinner = wizard.glyphs().spinner();
      long seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
      body.add(
          Line.of(spinner.get(picture % spinner.size()) + " ", Style.STRONG)
              .and("At work", Style.PLAIN)
              .and("   " + seconds + " s", Style.MUTED));
    } else {
      result(body, width);
      body.add(buttons.line(2, true));
    }
    return new Content(
        page.title(), page.explanation(), body, body.size() - 1, List.of(help()), keys());
  }

  /** The lines so far; one that begins a step gives way to the one that ends it. */
  private List<String> told() {
    List<String> told = new ArrayList<>();
    for (String line : lines) {
      int last = told.size() - 1;
      if (last >= 0
          && told.get(last).endsWith(BEGUN)
          && line.startsWith(
              told.get(last).substring(0, told.get(last).length() - BEGUN.length()))) {
        told.remove(last);
      }
      told.add(line);
    }
    return told;
  }

  private void result(List<Line> body, int width) {
    SetupWork.Done result = done;
    if (result == null) {
      body.addAll(Line.paragraph(question(), 2, width, Style.PLAIN));
    } else {
      Glyphs glyphs = wizard.glyphs();
      Style style = result.ok() ? Style.GOOD : Style.BAD;
      String sign = result.ok() ? glyphs.good() : glyphs.bad();
      body.addAll(Line.paragraph(sign + " " + result.message(), 2, width, style));
      if (!result.hint().isEmpty()) {
        body.addAll(Line.paragraph("remedy: " + result.hint(), 4, width, Style.PLAIN));
      }
    }
    body.add(Line.EMPTY);
  }

  private String question() {
    return page == Page.SMOKE
        ? "Make a table, look a member up, write a chat and read it back, write knowledge and find"
            + " it; all of that is removed again. Then make the owner's account, if one was asked"
            + " for."
        : "Make the server of the fallback now, by the settings as written. It takes some seconds,"
            + " and is harmless to repeat.";
  }

  private String help() {
    if (working != null) {
      return "Ctrl-C leaves; what is half done is taken up again the next time.";
    }
    SetupWork.Done result = done;
    if (result == null) {
      return page == Page.SMOKE
          ? "Later, the command is: smoke"
          : "Later, the command is: provision";
    }
    return result.ok() ? "" : "It can be tried again now, or later.";
  }

  private List<String> keys() {
    return working != null
        ? List.of("Ctrl-C leave")
        : List.of("Enter choose", wizard.glyphs().leftRight() + " move", "Ctrl-C leave");
  }
}
