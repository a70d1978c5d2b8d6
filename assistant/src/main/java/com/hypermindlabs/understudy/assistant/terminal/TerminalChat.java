package com.hypermindlabs.understudy.assistant.terminal;

import com.hypermindlabs.understudy.assistant.bot.StatusWords;
import com.hypermindlabs.understudy.assistant.chat.TooManyMessagesException;
import com.hypermindlabs.understudy.assistant.store.Author;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Conversation;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Generation;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Message;
import com.hypermindlabs.understudy.assistant.store.NewMessage;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import com.hypermindlabs.understudy.route.Mode;
import com.hypermindlabs.understudy.status.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** The conversation with a person in front of a terminal. One thread's, but for what it hears. */
public final class TerminalChat {
  private static final int RECALLED = 100;
  private static final String PROMPT = "you> ";

  private final Place place;
  private final Screen screen;
  private final Member member;
  private volatile @Nullable LiveReply live;

  /** Between a member and the assistant. */
  public TerminalChat(Place place, Screen screen, Member member) {
    this.place = place;
    this.screen = screen;
    this.member = member;
  }

  /** Talks until the member leaves. */
  public void run() throws InterruptedException {
    place.events().accept(this::heard);
    screen.say("Hello, " + Printable.of(member.displayName()) + "! /help lists the commands.");
    Mode mode = place.status().get().mode();
    if (mode != Mode.NORMAL && mode != Mode.LOCAL) {
      screen.say("notice: " + StatusWords.of(place.status().get()));
    }
    recall();
    SlashCommands commands = new SlashCommands(place, member);
    try {
      String line = screen.line(PROMPT);
      while (!SlashCommands.quits(line)) {
        if (!line.isBlank()) {
          answer(line, commands);
        }
        line = screen.line(PROMPT);
      }
    } catch (LeftException e) {
      screen.say("");
    }
  }

  private void recall() {
    try {
      screen.recall(
          new ChatHistory(place.source())
              .recent(new Conversation.WithMember(member.id()), null, RECALLED).stream()
                  .filter(message -> message.author() == Author.MEMBER)
                  .map(message -> Printable.of(message.body()).replace('\n', ' '))
                  .toList());
    } catch (StoreException e) {
      screen.say("notice: what you said before cannot be recalled: " + e.getMessage());
    }
  }

  private void answer(String line, SlashCommands commands) throws InterruptedException {
    try {
      if (SlashCommands.is(line)) {
        LiveReply shown = screen.reply();
        shown.more(commands.run(line));
        shown.end();
      } else {
        converse(line);
      }
    } catch (StoreException | IllegalArgumentException | TooManyMessagesException e) {
      screen.say("error: " + Printable.of(String.valueOf(e.getMessage())));
    }
  }

  private void converse(String line) throws InterruptedException {
    LiveReply shown = screen.reply();
    live = shown;
    Exchange exchange = new Exchange(place.chat(), member, line);
    Terminal.SignalHandler before =
        screen.terminal().handle(Terminal.Signal.INT, signal -> exchange.stop());
    try {
      Following following = new Following(shown);
      Message answer = exchange.await(following);
      shown.end();
      if (shown.empty()) {
        shown.more(answer.body());
        shown.end();
      }
      footer(answer, following);
    } finally {
      shown.end();
      live = null;
      screen.terminal().handle(Terminal.Signal.INT, before);
    }
  }

  private void footer(Message answer, Following following) {
    NewMessage.@Nullable Reply reply = answer.said().reply();
    if (reply != null && reply.generation().finish() == Generation.Finish.STOPPED) {
      screen.say("(stopped)");
    }
    if (!following.sources.isEmpty()) {
      screen.say("sources: " + Printable.of(sources(following.sources)));
    }
  }

  /** By the numbers that the answer cites them by. */
  private static String sources(List<FoundPassage> passages) {
    Map<String, String> numbers = new LinkedHashMap<>();
    for (int i = 0; i < passages.size(); i++) {
      String where = passages.get(i).title() + passages.get(i).placed();
      numbers.merge(where, Integer.toString(i + 1), (known, more) -> known + ", " + more);
    }
    return numbers.entrySet().stream()
        .map(source -> "[" + source.getValue() + "] " + source.getKey())
        .collect(Collectors.joining("; "));
  }

  private void heard(Event event) {
    if (event instanceof Event.ModeChanged changed) {
      say("notice: mode " + changed.to().json() + ": " + StatusWords.of(changed.to()));
    }
  }

  private void say(String line) {
    LiveReply running = live;
    if (running == null) {
      screen.say(line);
    } else {
      running.above(line);
    }
  }

  /** Shows a reply as it comes. */
  private static final class Following implements Exchange.Follower {
    private final LiveReply shown;
    private volatile List<FoundPassage> sources = List.of();

    Following(LiveReply shown) {
      this.shown = shown;
    }

    @Override
    public void sources(List<FoundPassage> passages) {
      sources = List.copyOf(passages);
    }

    @Override
    public void notice(String text) {
      shown.above("notice: " + Printable.of(text));
    }

    @Override
    public void text(String more) {
      shown.more(more);
    }

    @Override
    public void again(String why) {
      shown.again();
      shown.above("notice: " + why);
    }
  }
}
