package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.store.Message;
import java.util.concurrent.CompletableFuture;

/** A message that was kept, and its answer in the making. Thread-safe. */
public interface RunningReply {
  /** The message that is answered, as it is kept. */
  Message question();

  /** Whether the very message had been kept before: a repetition. Its answer is the one it has. */
  boolean repeated();

  /**
   * The answer, once it is kept. Ends with an exception only where it could not be kept: a {@link
   * com.hypermindlabs.understudy.assistant.store.StoreException}; a model that fails is told in the
   * answer instead. Cancelling the future does nothing; see {@link #stop()}.
   */
  CompletableFuture<Message> answer();

  /**
   * Ends the reply where it is; what there is of it is kept as stopped. Harmless when it has ended.
   */
  void stop();
}
