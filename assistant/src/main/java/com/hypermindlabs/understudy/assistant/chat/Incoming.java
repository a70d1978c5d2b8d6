package com.hypermindlabs.understudy.assistant.chat;

import com.hypermindlabs.understudy.assistant.store.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A message as an interface hands it over. Immutable.
 *
 * @param channel the interface
 * @param sender who it is from
 * @param group the group chat that it was said in; null when the member is alone with the assistant
 * @param clientKey what the sender's side calls the message, 1 to 200 characters: handed over twice
 *     under one key, it is kept and answered once
 * @param body the text, not blank
 */
public record Incoming(
    Channel channel, Sender sender, @Nullable Group group, String clientKey, String body) {
  /**
   * A group chat.
   *
   * @param externalId what the interface calls it
   * @param title what people call it
   */
  public record Group(String externalId, String title) {}

  /** A message that a member sends to the assistant alone. */
  public static Incoming alone(Channel channel, Sender sender, String clientKey, String body) {
    return new Incoming(channel, sender, null, clientKey, body);
  }
}
