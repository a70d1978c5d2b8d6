package com.hypermindlabs.understudy.assistant.web;

import com.hypermindlabs.understudy.assistant.chat.ChatService;
import com.hypermindlabs.understudy.assistant.chat.Incoming;
import com.hypermindlabs.understudy.assistant.chat.RunningReply;
import com.hypermindlabs.understudy.assistant.chat.Sender;
import com.hypermindlabs.understudy.assistant.store.Channel;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Message;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replies that are being given, and those that were given a moment ago: a browser that lost its
 * connection finds its reply here. Thread-safe.
 */
final class Replies {
  private static final Logger log = LoggerFactory.getLogger(Replies.class);
  private static final long KEPT = Duration.ofMinutes(2).toNanos();
  private static final int MOST_RUNNING = 4;

  private final ChatService service;
  private final Map<UUID, LiveReply> byQuestion = new ConcurrentHashMap<>();

  Replies(ChatService service) {
    this.service = service;
  }

  /** Forgets what is long over from now on. */
  void start(ScheduledExecutorService clock) {
    var unused =
        clock.scheduleWithFixedDelay(
            () -> byQuestion.values().removeIf(reply -> reply.overFor(KEPT)),
            10,
            10,
            TimeUnit.SECONDS);
  }

  /**
   * Keeps a message and begins to answer it; a message that is being answered already is let be.
   *
   * @return the message
   * @throws Refusal when the member has as many answers under way as are good
   */
  Message ask(Member member, String clientKey, String body) {
    long running =
        byQuestion.values().stream()
            .filter(reply -> reply.owner().equals(member.id()) && !reply.over())
            .count();
    if (running >= MOST_RUNNING) {
      throw new Refusal(429, "wait for the answers that are on their way", Duration.ofSeconds(5));
    }
    LiveReply reply = new LiveReply(member.id());
    RunningReply run =
        service.receive(
            Incoming.alone(Channel.WEB, new Sender.SignedIn(member.id()), clientKey, body), reply);
    reply.runs(run);
    UUID question = run.question().id();
    byQuestion.merge(question, reply, (there, made) -> there.over() ? made : there);
    var unused =
        run.answer()
            .whenComplete(
                (answer, error) -> {
                  if (error != null) {
                    log.warn("answer the message {}: {}", question, error.toString());
                  }
                  reply.ended(answer, "The answer could not be kept. Ask again.");
                });
    return run.question();
  }

  /** The reply to a message of a member, while it is here. */
  Optional<LiveReply> find(Member member, UUID question) {
    return Optional.ofNullable(byQuestion.get(question))
        .filter(reply -> reply.owner().equals(member.id()));
  }

  /** The message of a member that is being answered. */
  Optional<UUID> running(Member member) {
    return byQuestion.entrySet().stream()
        .filter(entry -> entry.getValue().owner().equals(member.id()))
        .filter(entry -> !entry.getValue().over())
        .map(Map.Entry::getKey)
        .max(UUID::compareTo);
  }

  /** How many are being given. */
  int running() {
    return (int) byQuestion.values().stream().filter(reply -> !reply.over()).count();
  }

  /** Ends all; what there is of each is kept. */
  void stop() {
    byQuestion.values().forEach(LiveReply::stop);
  }
}
