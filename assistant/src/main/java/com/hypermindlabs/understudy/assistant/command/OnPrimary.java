package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.assistant.held.Primary;
import com.hypermindlabs.understudy.assistant.held.PrimaryException;
import com.hypermindlabs.understudy.capture.Link;
import com.hypermindlabs.understudy.config.Settings;

/** Finds the primary's writable host, for commands that work there alone. */
final class OnPrimary {
  private OnPrimary() {}

  /**
   * Connections to it.
   *
   * @param operation for the error, as {@code "protect"}
   * @throws CommandException where none is configured, or none serves
   */
  static Link link(Settings settings, String operation) {
    try {
      return new Primary(settings).link(operation);
    } catch (PrimaryException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e.hint());
    }
  }
}
