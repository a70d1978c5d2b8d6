package com.hypermindlabs.understudy.assistant.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Conversation;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Message;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The conversation. */
final class ChatRoutes {
  /** The most characters that a person may send at once. */
  static final int LONGEST_MESSAGE = 32_000;

  private static final int LONGEST_KEY = 200;
  private static final int PAGE = 30;

  private final Replies replies;
  private final ChatHistory history;
  private final Streams streams;

  ChatRoutes(Replies replies, ChatHistory history, Streams streams) {
    this.replies = replies;
    this.history = history;
    this.streams = streams;
  }

  void add(RoutesConfig routes) {
    routes.get("/api/chat/messages", this::list, Access.MEMBER);
    routes.post("/api/chat/messages", this::send, Access.MEMBER);
    routes.get("/api/chat/replies/{id}/events", this::follow, Access.MEMBER);
    routes.post("/api/chat/replies/{id}/stop", this::stop, Access.MEMBER);
  }

  private void list(Context context) {
    Member member = Guard.caller(context).member();
    @Nullable UUID before = Body.queried(context, "before").orElse(null);
    List<Message> page = history.recent(new Conversation.WithMember(member.id()), before, PAGE + 1);
    boolean more = page.size() > PAGE;
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    page.subList(more ? 1 : 0, page.size())
        .forEach(message -> node.withArray("messages").add(MessageJson.of(message)));
    node.withArray("messages");
    node.put("more", more);
    node.put("running", replies.running(member).map(UUID::toString).orElse(null));
    answer(context, node);
  }

  private void send(Context context) {
    Member member = Guard.caller(context).member();
    Body body = Body.of(context);
    String text = body.text("body", LONGEST_MESSAGE);
    if (text.isBlank()) {
      throw new Refusal(400, "a message has to say something");
    }
    String key = body.text("client_key", LONGEST_KEY);
    try {
      Message question = replies.ask(member, key, text);
      context.status(202);
      answer(context, MessageJson.of(question));
    } catch (IllegalArgumentException e) {
      // The service's words are for people.
      throw new Refusal(400, String.valueOf(e.getMessage()));
    }
  }

  private void follow(Context context) {
    Caller caller = Guard.caller(context);
    UUID question = Body.key(context, "id");
    Optional<LiveReply> reply = replies.find(caller.member(), question);
    if (reply.isPresent()) {
      ReplyFeed feed = new ReplyFeed(reply.get(), place(context));
      EventStream stream = streams.open(context, feed, caller, Access.MEMBER);
      reply.get().follow(stream);
      var unused = stream.done().whenComplete((done, error) -> reply.get().leave(stream));
      return;
    }
    Optional<Message> kept =
        history.answerTo(question).filter(own -> own.memberId().equals(caller.member().id()));
    var unused = streams.open(context, new OnceFeed(ended(kept)), caller, Access.MEMBER);
  }

  /** A browser that comes back by itself says so in the header, a page in the query. */
  private static @Nullable String place(Context context) {
    String header = context.header("Last-Event-ID");
    return header == null || header.isEmpty() ? context.queryParam("from") : header;
  }

  private static String ended(Optional<Message> kept) {
    return kept.map(message -> Frames.of("done", null, MessageJson.of(message)))
        .orElseGet(
            () ->
                Frames.of(
                    "failed",
                    null,
                    JsonNodeFactory.instance.objectNode().put("text", "The answer was cut off.")));
  }

  private void stop(Context context) {
    LiveReply reply =
        replies
            .find(Guard.caller(context).member(), Body.key(context, "id"))
            .orElseThrow(() -> new Refusal(404, "there is no such answer on its way"));
    reply.stop();
    context.status(204);
  }

  static void answer(Context context, ObjectNode node) {
    context.contentType("application/json").result(node.toString());
  }
}
