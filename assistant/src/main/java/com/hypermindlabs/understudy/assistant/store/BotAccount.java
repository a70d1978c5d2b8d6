package com.hypermindlabs.understudy.assistant.store;

/**
 * An account of the assistant at a service. Immutable.
 *
 * @param channel the service
 * @param number what the service calls the account
 */
public record BotAccount(Channel channel, long number) {
  @Override
  public String toString() {
    return channel.column() + " account " + number;
  }
}
