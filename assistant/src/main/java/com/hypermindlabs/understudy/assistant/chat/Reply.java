package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.model.StopSignal;
import com.hypermindlabs.understudy.assistant.store.Message;
import java.util.concurrent.CompletableFuture;

/** A reply in the making, as seen by one who asked for it. Several may ask for the same. */
record Reply(
    Message question,
    boolean repeated,
    Listeners listeners,
    StopSignal signal,
    CompletableFuture<Message> kept)
    implements RunningReply {
  static Reply to(Message question) {
    return new Reply(question, false, new Listeners(), new StopSignal(), new CompletableFuture<>());
  }

  /** The very same, asked for once more. */
  Reply again() {
    return new Reply(question, true, listeners, signal, kept);
  }

  @Override
  public CompletableFuture<Message> answer() {
    return kept.copy();
  }

  @Override
  public void stop() {
    signal.stop();
  }
}
