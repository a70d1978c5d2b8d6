package com.hypermindlabs.understudy.assistant.model;

import com.hypermindlabs.understudy.assistant.store.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import java.util.List;

/** A model of meanings behind Ollama, through LangChain4j. Thread-safe. */
final class OllamaEmbedder implements Embedder {
  private final Ollama server;
  private final String name;
  private final Timeouts timeouts;

  OllamaEmbedder(Ollama server, String name, Timeouts timeouts) {
    this.server = server;
    this.name = name;
    this.timeouts = timeouts;
  }

  @Override
  public String model() {
    return name;
  }

  @Override
  public List<Embedding> embed(List<String> texts) throws ModelException {
    Exchange exchange = server.exchange(timeouts);
    OllamaEmbeddingModel model =
        OllamaEmbeddingModel.builder()
            .httpClientBuilder(new ExchangeBuilder(exchange))
            .baseUrl(server.url().toString())
            .modelName(name)
            // An exchange is used once; who asks for meanings asks again later.
            .maxRetries(0)
            .build();
    try {
      List<Embedding> made =
          model.embedAll(texts.stream().map(TextSegment::from).toList()).content().stream()
              .map(each -> new Embedding(name, each.vector()))
              .toList();
      if (made.size() == texts.size()) {
        return made;
      }
    } catch (RuntimeException e) {
      throw new OllamaFailure(server.url(), name).of(exchange, e);
    }
    throw new ModelException("it did not answer for every text");
  }
}
