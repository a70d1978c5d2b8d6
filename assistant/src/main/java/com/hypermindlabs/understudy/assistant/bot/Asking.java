package com.hypermindlabs.understudy.assistant.bot;

import com.hypermindlabs.understudy.assistant.chat.ChatService;
import com.hypermindlabs.understudy.assistant.chat.Incoming;
import com.hypermindlabs.understudy.assistant.chat.ReplyListener;
import com.hypermindlabs.understudy.assistant.chat.RunningReply;
import com.hypermindlabs.understudy.assistant.store.Message;
import com.hypermindlabs.understudy.assistant.store.StoreException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a message over until it is answered: after an error, as that of a failover in between, the
 * same message is handed over again, which the service keeps and answers once. Thread-safe.
 */
public final class Asking {
  private static final Logger LOG = LoggerFactory.getLogger(Asking.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  // An error that does not pass is tried again a few times: the failover may be just under way, so
  // that a row of the question is on one server and its answer meets the other.
  private static final int MOST_ODD_ERRORS = 5;

  private final ChatService chat;

  /** Asks that service. */
  public Asking(ChatService chat) {
    this.chat = chat;
  }

  /**
   * The answer, waited for.
   *
   * @throws com.hypermindlabs.understudy.assistant.chat.TooManyMessagesException when the member
   *     has sent too many
   * @throws IllegalArgumentException when the message cannot be kept as it is
   * @throws StoreException when it cannot be kept for a reason that does not pass
   */
  public Message ask(Incoming message) throws InterruptedException {
    Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT);
    int oddErrors = 0;
    while (true) {
      try {
        RunningReply reply = chat.receive(message, ReplyListener.none());
        return reply.answer().get();
      } catch (StoreException e) {
        oddErrors = counted(e, oddErrors);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof StoreException cause)) {
          throw new IllegalStateException("answer a message: " + e.getCause(), e);
        }
        oddErrors = counted(cause, oddErrors);
      }
      backoff.sleep();
    }
  }

  private static int counted(StoreException e, int oddErrors) {
    LOG.debug("ask again: {}", e.getMessage());
    int odd = e.passing() ? oddErrors : oddErrors + 1;
    if (odd >= MOST_ODD_ERRORS) {
      throw e;
    }
    return odd;
  }
}
