package com.hypermindlabs.understudy.assistant.model;

import com.hypermindlabs.understudy.assistant.store.Author;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A conversation with a model behind Ollama, through LangChain4j. Thread-safe. */
final class OllamaChat implements ChatModel {
  private final Ollama server;
  private final String name;
  private final int contextTokens;
  private final Timeouts timeouts;

  OllamaChat(Ollama server, String name, int contextTokens, Timeouts timeouts) {
    this.server = server;
    this.name = name;
    this.contextTokens = contextTokens;
    this.timeouts = timeouts;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Usage answer(Prompt prompt, Consumer<String> text, StopSignal stop) throws ModelException {
    Exchange exchange = server.exchange(timeouts);
    Runnable forget = stop.onStop(() -> exchange.end("stopped"));
    AnswerHandler handler = new AnswerHandler(text, exchange);
    try {
      model(exchange).chat(ChatRequest.builder().messages(messages(prompt)).build(), handler);
    } catch (RuntimeException e) {
      handler.onError(e);
    } finally {
      forget.run();
    }
    if (handler.complete() || stop.stopped()) {
      return handler.usage();
    }
    throw new OllamaFailure(server.url(), name).of(exchange, handler.error());
  }

  private OllamaStreamingChatModel model(Exchange exchange) {
    return OllamaStreamingChatModel.builder()
        .httpClientBuilder(new ExchangeBuilder(exchange))
        .baseUrl(server.url().toString())
        .modelName(name)
        .numCtx(contextTokens)
        .build();
  }

  private static List<ChatMessage> messages(Prompt prompt) {
    List<ChatMessage> messages = new ArrayList<>();
    if (!prompt.system().isBlank()) {
      messages.add(SystemMessage.from(prompt.system()));
    }
    for (Prompt.Turn turn : prompt.turns()) {
      messages.add(
          turn.author() == Author.MEMBER
              ? UserMessage.from(turn.text())
              : AiMessage.from(turn.text()));
    }
    return messages;
  }
}
