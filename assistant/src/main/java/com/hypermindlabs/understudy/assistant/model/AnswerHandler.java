package com.hypermindlabs.understudy.assistant.model;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes an answer as it comes. Used by one thread. */
final class AnswerHandler implements StreamingChatResponseHandler {
  private static final int LONGEST = 1_000_000;

  private final Consumer<String> text;
  private final Exchange exchange;
  private int length;
  private boolean done;
  private Usage usage = Usage.UNKNOWN;
  private @Nullable Throwable error;

  AnswerHandler(Consumer<String> text, Exchange exchange) {
    this.text = text;
    this.exchange = exchange;
  }

  /** Whether the model said its last word, and something before. */
  boolean complete() {
    return done && length > 0 && error == null;
  }

  Usage usage() {
    return usage;
  }

  /** What went wrong; null when the answer just ended. */
  @Nullable Throwable error() {
    return error;
  }

  @Override
  public void onPartialResponse(String partial) {
    length += partial.length();
    if (length > LONGEST) {
      exchange.end("does not come to an end");
    } else {
      text.accept(partial);
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    done = true;
    @Nullable TokenUsage told = response.tokenUsage();
    if (told != null) {
      usage = new Usage(told.inputTokenCount(), told.outputTokenCount());
    }
  }

  /** The first error is the cause of those that follow. */
  @Override
  public void onError(Throwable thrown) {
    if (error == null) {
      error = thrown;
    }
  }
}
