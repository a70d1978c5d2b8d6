package com.hypermindlabs.understudy.assistant.model;

import java.util.function.Consumer;

/** A model that answers in a conversation. Thread-safe. */
public interface ChatModel {
  /** What it is called, as it is kept with its answers. */
  String name();

  /**
   * Answers, and returns when the answer has ended: with its last word, or early because it was
   * stopped. Takes the caller's thread meanwhile.
   *
   * @param prompt what it is told
   * @param text hears each part as it comes, never an empty one; on the caller's thread
   * @param stop ends the answer where it is, whatever it waits for
   * @throws ModelException when it ended in any other way
   */
  Usage answer(Prompt prompt, Consumer<String> text, StopSignal stop) throws ModelException;
}
