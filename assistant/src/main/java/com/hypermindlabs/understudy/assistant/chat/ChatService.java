package com.hypermindlabs.understudy.assistant.chat;

/**
 * Takes messages from every interface and answers them. Knows nothing of routes: an outage of one
 * server is the data source's affair. Thread-safe.
 */
public interface ChatService {
  /**
   * Keeps a message and begins to answer it. Returns once the message is kept, before the answer is
   * there. Handing the same message over again after any error is harmless.
   *
   * @param listener follows the reply; for a repeated message whose answer is kept it gets the
   *     whole text at once
   * @throws TooManyMessagesException when the member has sent too many of late; nothing was kept
   * @throws IllegalArgumentException when the message cannot be kept as it is, as an empty one; the
   *     text is fit for people
   * @throws com.hypermindlabs.understudy.assistant.store.StoreException when the database does not
   *     serve, or the member signed in is gone (SQLSTATE 23503)
   */
  RunningReply receive(Incoming message, ReplyListener listener);
}
