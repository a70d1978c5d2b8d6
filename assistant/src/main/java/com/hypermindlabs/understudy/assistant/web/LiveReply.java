package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.hypermindlabs.understudy.assistant.chat.ReplyListener;
import com.hypermindlabs.understudy.assistant.chat.RunningReply;
import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import com.hypermindlabs.understudy.assistant.store.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A reply as it grows, for however many browsers that follow it and come back to it. Thread-safe.
 */
final class LiveReply implements ReplyListener {
  /** What was told beside the text. */
  record Side(String event, JsonNode data) {}

  private final UUID owner;
  private final String name = Ticket.random().token().substring(0, 8);
  private final Set<EventStream> followers = ConcurrentHashMap.newKeySet();
  private final StringBuilder text = new StringBuilder();
  private final List<Side> sides = new ArrayList<>();
  private @Nullable RunningReply running;
  private @Nullable Side end;
  private long endedAt;

  /**
   * @param owner the member who is answered
   */
  LiveReply(UUID owner) {
    this.owner = owner;
  }

  /** Whose it is. */
  UUID owner() {
    return owner;
  }

  /** Names this very run: places in another run of the same answer are not places in this one. */
  String name() {
    return name;
  }

  @Override
  public void sources(List<FoundPassage> passages) {
    if (!passages.isEmpty()) {
      add(new Side("sources", MessageJson.sources(passages)));
    }
  }

  @Override
  public void notice(String words) {
    add(new Side("notice", JsonNodeFactory.instance.objectNode().put("text", words)));
  }

  @Override
  public void text(String more) {
    synchronized (this) {
      text.append(more);
    }
    wake();
  }

  /** It is being answered. */
  synchronized void runs(RunningReply reply) {
    this.running = reply;
  }

  /** It is over; what follows is the kept answer, or why there is none. */
  void ended(@Nullable Message answer, String failure) {
    Side last =
        answer == null
            ? new Side("failed", JsonNodeFactory.instance.objectNode().put("text", failure))
            : new Side("done", MessageJson.of(answer));
    synchronized (this) {
      end = last;
      endedAt = System.nanoTime();
    }
    wake();
  }

  /** Ends it where it is. */
  void stop() {
    RunningReply reply;
    synchronized (this) {
      reply = running;
    }
    if (reply != null) {
      reply.stop();
    }
  }

  synchronized boolean over() {
    return end != null;
  }

  /** Whether it has been over for that long. */
  synchronized boolean overFor(long nanos) {
    return end != null && System.nanoTime() - endedAt > nanos;
  }

  synchronized String textFrom(int offset) {
    return text.substring(Math.min(offset, text.length()));
  }

  synchronized List<Side> sidesFrom(int seen) {
    return List.copyOf(sides.subList(Math.min(seen, sides.size()), sides.size()));
  }

  synchronized @Nullable Side end() {
    return end;
  }

  void follow(EventStream stream) {
    followers.add(stream);
    stream.wake();
  }

  void leave(EventStream stream) {
    followers.remove(stream);
  }

  private void add(Side side) {
    synchronized (this) {
      sides.add(side);
    }
    wake();
  }

  private void wake() {
    followers.forEach(EventStream::wake);
  }
}
