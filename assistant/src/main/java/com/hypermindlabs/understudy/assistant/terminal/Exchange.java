package com.hypermindlabs.understudy.assistant.terminal;

import com.hypermindlabs.understudy.assistant.chat.ChatService;
import com.hypermindlabs.understudy.assistant.chat.Incoming;
import com.hypermindlabs.understudy.assistant.chat.ReplyListener;
import com.hypermindlabs.understudy.assistant.chat.RunningReply;
import com.hypermindlabs.understudy.assistant.chat.Sender;
import com.hypermindlabs.understudy.assistant.store.Channel;
import com.hypermindlabs.understudy.assistant.store.Member;
import com.hypermindlabs.understudy.assistant.store.Message;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One message and its reply. Through a failover the same message is handed over again, which is
 * kept and answered once. One thread's, but for {@link #stop()}.
 */
final class Exchange {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final int MOST_ODD_ERRORS = 5;

  private final ChatService chat;
  private final Incoming message;
  private @Nullable RunningReply running;
  private boolean stopped;

  Exchange(ChatService chat, Member member, String text) {
    this.chat = chat;
    this.message =
        Incoming.alone(
            Channel.TERMINAL, new Sender.SignedIn(member.id()), UUID.randomUUID().toString(), text);
  }

  /** Follows the reply, which may begin anew. */
  interface Follower extends ReplyListener {
    /** What came so far is void: the reply begins again. */
    void again(String why);
  }

  /**
   * Waits for the reply.
   *
   * @throws StoreException when the message cannot be kept for a minute, or the reply not at all
   * @throws com.hypermindlabs.understudy.assistant.chat.TooManyMessagesException as the service
   * @throws IllegalArgumentException as the service
   */
  Message await(Follower follower) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    int oddErrors = 0;
    while (true) {
      StoreException failure;
      try {
        RunningReply reply = chat.receive(message, follower);
        begun(reply);
        return reply.answer().get();
      } catch (StoreException e) {
        failure = e;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof StoreException cause)) {
          throw new IllegalStateException("answer a message: " + e.getCause(), e);
        }
        failure = cause;
      }
      oddErrors += failure.passing() ? 0 : 1;
      if (isStopped() || oddErrors >= MOST_ODD_ERRORS || System.nanoTime() > until) {
        throw failure;
      }
      follower.again("the database does not answer; trying again");
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private synchronized void begun(RunningReply reply) {
    running = reply;
    if (stopped) {
      reply.stop();
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** Ends the reply where it is, or the tries to get one. */
  synchronized void stop() {
    stopped = true;
    if (running != null) {
      running.stop();
    }
  }
}
