package com.hypermindlabs.understudy.assistant.model;

import com.hypermindlabs.understudy.assistant.store.Embedding;
import java.util.List;

/** A model that sees what texts mean. Thread-safe. */
public interface Embedder {
  /** What it is called, as it is kept with what it makes; only these are compared. */
  String model();

  /**
   * The meanings of texts, in their order.
   *
   * @param texts some dozens at most, none blank
   * @throws ModelException when it does not answer, or not for every text
   */
  List<Embedding> embed(List<String> texts) throws ModelException;
}
