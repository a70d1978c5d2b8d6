package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.store.FoundPassage;
import java.util.List;

/**
 * Follows a reply as it comes. All calls for one reply come one after the other, on threads of the
 * service; what a listener throws is logged and does not disturb the reply.
 */
public interface ReplyListener {
  /**
   * The passages of knowledge that the model was given, the best first; at most once, may be empty.
   */
  default void sources(List<FoundPassage> passages) {}

  /**
   * Something a person should know while waiting, as that another model had to be asked. Not part
   * of the reply.
   */
  default void notice(String text) {}

  /** More of the reply: appended to what came before. */
  default void text(String more) {}

  /** Nobody listens. */
  static ReplyListener none() {
    return new ReplyListener() {};
  }
}
