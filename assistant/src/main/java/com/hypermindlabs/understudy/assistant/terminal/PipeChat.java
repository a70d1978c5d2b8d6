package com.hypermindlabs.understudy.assistant.terminal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.bot.StatusWords;
import com.hypermindlabs.understudy.assistant.chat.TooManyMessagesException;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Generation;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Message;
import com.hypermindlabs.understudy.assistant.store.NewMessage;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import com.hypermindlabs.understudy.status.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The conversation through a pipe: a message or a command on each line that comes in, the replies
 * as they are written, everything else on standard error. With JSON an object on a line for each
 * line that came in.
 */
public final class PipeChat {
  private static final Duration WAIT_FOR_LIMIT = Duration.ofSeconds(90);

  private final Place place;
  private final Streams streams;
  private final Member member;
  private boolean failed;

  /**
   * Where it talks.
   *
   * @param in what the member says, a message a line
   * @param out replies
   * @param err everything else
   * @param json whether each reply is an object
   */
  public record Streams(BufferedReader in, PrintWriter out, PrintWriter err, boolean json) {}

  /** Between a member and the assistant. */
  public PipeChat(Place place, Streams streams, Member member) {
    this.place = place;
    this.streams = streams;
    this.member = member;
  }

  /**
   * Talks until the lines end.
   *
   * @return whether everything was answered
   */
  public boolean run() throws IOException, InterruptedException {
    place.events().accept(this::heard);
    SlashCommands commands = new SlashCommands(place, member);
    @Nullable String line = streams.in.readLine();
    while (line != null && !SlashCommands.quits(line)) {
      if (!line.isBlank()) {
        answer(line, commands);
      }
      line = streams.in.readLine();
    }
    return !failed;
  }

  private void answer(String line, SlashCommands commands) throws InterruptedException {
    try {
      if (SlashCommands.is(line)) {
        command(line, commands.run(line));
      } else {
        message(line);
      }
    } catch (StoreException | IllegalArgumentException | TooManyMessagesException e) {
      failed = true;
      String problem = String.valueOf(e.getMessage());
      if (streams.json) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("message", line);
        root.putObject("error").put("message", problem).put("hint", "send it again later");
        print(root.toString());
      } else {
        note("error: " + problem);
      }
    }
  }

  private void command(String line, String text) {
    print(
        streams.json
            ? JsonNodeFactory.instance
                .objectNode()
                .put("command", line.strip())
                .put("text", text)
                .toString()
            : Printable.of(text).stripTrailing());
  }

  private void message(String line) throws InterruptedException {
    Following following = new Following();
    Message answer = patiently(line, following);
    if (streams.json) {
      print(json(line, answer, following).toString());
    } else if (following.begunAnew || following.printed.length() != answer.body().length()) {
      // What was streamed is not what was kept in the end.
      print((following.printed.length() > 0 ? "\n" : "") + Printable.of(answer.body()));
    } else {
      print("");
    }
  }

  /** A script that is too fast is slowed down rather than refused. */
  private Message patiently(String line, Following following) throws InterruptedException {
    long until = System.nanoTime() + WAIT_FOR_LIMIT.toNanos();
    while (true) {
      try {
        return new Exchange(place.chat(), member, line).await(following);
      } catch (TooManyMessagesException e) {
        if (System.nanoTime() + e.waitFor().toNanos() > until) {
          throw e;
        }
        Thread.sleep(e.waitFor().toMillis() + 1);
      }
    }
  }

  private ObjectNode json(String line, Message answer, Following following) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("message", line).put("reply", answer.body());
    NewMessage.@Nullable Reply reply = answer.said().reply();
    Generation generation = reply == null ? null : reply.generation();
    root.put("model", generation == null ? null : generation.model());
    root.put(
        "finish", generation == null ? null : generation.finish().name().toLowerCase(Locale.ROOT));
    root.put("problem", generation == null ? null : generation.problem());
    ArrayNode sources = root.putArray("sources");
    following.sources.forEach(
        passage ->
            sources
                .addObject()
                .put("title", passage.title())
                .put("place", passage.place())
                .put("source", passage.source()));
    root.put("mode", place.status().get().mode().json());
    return root;
  }

  private void print(String line) {
    streams.out.println(line);
    streams.out.flush();
  }

  private void note(String line) {
    streams.err.println(Printable.of(line));
    streams.err.flush();
  }

  private void heard(Event event) {
    if (event instanceof Event.ModeChanged changed) {
      note("notice: mode " + changed.to().json() + ": " + StatusWords.of(changed.to()));
    }
  }

  /** Writes a reply as it comes. */
  private final class Following implements Exchange.Follower {
    private final StringBuilder printed = new StringBuilder();
    private final List<FoundPassage> sources = new ArrayList<>();
    private boolean begunAnew;

    @Override
    public void sources(List<FoundPassage> passages) {
      sources.clear();
      sources.addAll(passages);
    }

    @Override
    public void notice(String text) {
      note("notice: " + text);
    }

    @Override
    public void text(String more) {
      if (!streams.json && !begunAnew) {
        printed.append(more);
        streams.out.print(Printable.of(more));
        streams.out.flush();
      }
    }

    @Override
    public void again(String why) {
      begunAnew |= printed.length() > 0;
      note("notice: " + why);
    }
  }
}
