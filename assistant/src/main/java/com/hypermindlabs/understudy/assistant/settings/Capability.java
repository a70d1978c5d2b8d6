package com.hypermindlabs.understudy.assistant.settings;

import java.util.Locale;

/** What a model is asked for; each may have an endpoint and a model of its own. */
public enum Capability {
  /** Vectors for the search by meaning. */
  EMBEDDING,
  /** Text that continues a prompt. */
  GENERATE,
  /** Answers in a conversation. */
  CHAT,
  /** Calls of tools. */
  TOOL,
  /** Answers about pictures. */
  MULTIMODAL;

  /** The name in config.json, as {@code chat}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
