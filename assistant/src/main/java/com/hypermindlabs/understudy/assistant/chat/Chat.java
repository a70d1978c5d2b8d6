package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.model.ChatModel;
import com.hypermindlabs.understudy.assistant.store.ChatHistory;
import com.hypermindlabs.understudy.assistant.store.Community;
import com.hypermindlabs.understudy.assistant.store.Generation;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Message;
import com.hypermindlabs.understudy.assistant.store.NewMessage;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The assistant's side of all conversations: keeps each message once, answers each once. A message
 * handed over again whose answer was lost, as with a process that was killed, is answered then.
 */
public final class Chat implements ChatService, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Chat.class);
  private static final String NO_SUCH_MEMBER = "23503";
  private static final String ENDING = "the program was ended";
  private static final int MOST_AT_ONCE = 256;
  private static final Duration RECEIVING = Duration.ofSeconds(8);
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final Stores stores;
  private final List<ChatModel> models;
  private final Gathering gathering;
  private final Keeper keeper;
  private final RateLimit limit;
  private final Patience receiving = new Patience(RECEIVING);
  private final Map<UUID, Reply> running = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor threads;
  private volatile boolean closing;

  /**
   * @param models asked in this order; may be empty
   */
  public Chat(Stores stores, List<ChatModel> models, ChatOptions options) {
    this.stores = stores;
    this.models = List.copyOf(models);
    this.gathering = new Gathering(stores, options);
    this.keeper = new Keeper(stores, new Patience(options.keepPatience()));
    this.limit = new RateLimit(options.messagesPerMinute(), InstantSource.system());
    this.threads = threads();
  }

  private static ThreadPoolExecutor threads() {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            MOST_AT_ONCE,
            MOST_AT_ONCE,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "assistant-reply-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  @Override
  public RunningReply receive(Incoming message, ReplyListener listener) {
    if (message.body().isBlank()) {
      throw new IllegalArgumentException("the message is empty");
    }
    if (closing) {
      throw new StoreException("keep a message: the program is ending", "57P01", null);
    }
    Member member = receiving.with(() -> member(message.sender()));
    @Nullable Community community = receiving.with(() -> community(message)).orElse(null);
    ChatHistory.Kept kept = keep(member, said(message, member, community));
    Asked asked = new Asked(member, community, kept.message());
    return kept.added() ? begin(asked, listener, false) : again(asked, listener);
  }

  private Member member(Sender sender) {
    if (sender instanceof Sender.Met met) {
      return stores.members().registerOrFind(met.identity(), met.displayName());
    }
    UUID id = ((Sender.SignedIn) sender).memberId();
    return stores
        .members()
        .find(id)
        .orElseThrow(
            () -> new StoreException("find the member " + id + ": is gone", NO_SUCH_MEMBER, null));
  }

  private Optional<Community> community(Incoming message) {
    Incoming.@Nullable Group group = message.group();
    return Optional.ofNullable(group)
        .map(
            given ->
                stores
                    .communities()
                    .registerOrFind(message.channel(), given.externalId(), given.title()));
  }

  private static NewMessage said(Incoming message, Member member, @Nullable Community community) {
    NewMessage alone =
        NewMessage.from(member.id(), message.channel(), message.clientKey(), message.body());
    return community == null ? alone : alone.in(community.id());
  }

  /** A repetition is no message more, also when no more are taken. */
  private ChatHistory.Kept keep(Member member, NewMessage message) {
    Duration wait = limit.take(member.id());
    if (!wait.isZero()) {
      return receiving
          .with(() -> stores.history().find(message))
          .map(known -> new ChatHistory.Kept(known, false))
          .orElseThrow(() -> new TooManyMessagesException(wait));
    }
    boolean added = false;
    try {
      ChatHistory.Kept kept = receiving.with(() -> stores.history().append(message));
      added = kept.added();
      return kept;
    } finally {
      if (!added) {
        limit.giveBack(member.id());
      }
    }
  }

  private RunningReply again(Asked asked, ReplyListener listener) {
    @Nullable Reply known = running.get(asked.question().id());
    if (known != null) {
      return join(known, listener);
    }
    Optional<Message> answer =
        receiving.with(() -> stores.history().answerTo(asked.question().id()));
    if (answer.isEmpty()) {
      return begin(asked, listener, true);
    }
    Reply reply = Reply.to(asked.question());
    threads.execute(
        () -> {
          reply.listeners().add(listener);
          reply.listeners().text(answer.get().body());
          reply.kept().complete(answer.get());
        });
    return reply.again();
  }

  private RunningReply begin(Asked asked, ReplyListener listener, boolean repeated) {
    Reply reply = Reply.to(asked.question());
    @Nullable Reply known = running.putIfAbsent(asked.question().id(), reply);
    if (known != null) {
      return join(known, listener);
    }
    threads.execute(
        () -> {
          reply.listeners().add(listener);
          answer(asked, reply);
        });
    return repeated ? reply.again() : reply;
  }

  private RunningReply join(Reply known, ReplyListener listener) {
    threads.execute(() -> known.listeners().add(listener));
    return known.again();
  }

  private void answer(Asked asked, Reply reply) {
    try {
      Message kept = answered(asked, reply);
      running.remove(asked.question().id());
      reply.kept().complete(kept);
    } catch (RuntimeException | Error e) {
      LOG.warn("answer the message {}: {}", asked.question().id(), e.getMessage(), e);
      running.remove(asked.question().id());
      reply.kept().completeExceptionally(e);
    }
  }

  private Message answered(Asked asked, Reply reply) {
    Listeners listeners = reply.listeners();
    Gathering.Found found = receiving.with(() -> gathering.gather(asked));
    listeners.sources(found.passages());
    Generation generation = new Answering(listeners, reply.signal()).ask(models, found.prompt());
    if (generation.model() == null) {
      List<Message> recalled = receiving.with(() -> gathering.recalled(asked));
      listeners.text(WithoutModel.answer(generation.problem(), found.passages(), recalled));
    }
    NewMessage answer =
        NewMessage.answer(asked.question(), Bodies.storable(listeners.text()), generation);
    return keeper.keep(
        asked,
        answer,
        () ->
            listeners.notice(
                "The database does not answer at the moment; the reply is kept as soon as it"
                    + " does."));
  }

  /** Stops all replies; what there is of them is kept as stopped. */
  @Override
  public void close() {
    close(Duration.ZERO);
  }

  /** Takes no more, lets running replies end for that long at most, then stops them. */
  public void close(Duration patience) {
    closing = true;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        running.values().forEach(reply -> reply.signal().stop(ENDING));
        if (!threads.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
          threads.shutdownNow();
        }
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
