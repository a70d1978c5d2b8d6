package com.hypermindlabs.understudy.assistant.model;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** A server of models that speaks Ollama's API. Thread-safe. */
public final class Ollama {
  private static final Duration CONNECT = Duration.ofSeconds(3);

  private final URI url;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  /** At that address; nothing is sent yet. */
  public Ollama(URI url) {
    this.url = url;
  }

  /** One clock for all exchanges of the process; its thread is a daemon. */
  private static final class Clock {
    private static final ScheduledExecutorService CLOCK = clock();

    private static ScheduledExecutorService clock() {
      ScheduledThreadPoolExecutor clock =
          new ScheduledThreadPoolExecutor(
              1,
              work -> {
                Thread thread = new Thread(work, "assistant-model-watch");
                thread.setDaemon(true);
                return thread;
              });
      clock.setRemoveOnCancelPolicy(true);
      return clock;
    }
  }

  URI url() {
    return url;
  }

  Exchange exchange(Timeouts timeouts) {
    return new Exchange(client, new Watch(timeouts, Clock.CLOCK));
  }

  /**
   * A model for conversations.
   *
   * @param name as Ollama knows it
   * @param contextTokens how many tokens it takes in and gives out together
   */
  public ChatModel chat(String name, int contextTokens, Timeouts timeouts) {
    return new OllamaChat(this, name, contextTokens, timeouts);
  }

  /** A model of meanings. */
  public Embedder embedder(String name, Timeouts timeouts) {
    return new OllamaEmbedder(this, name, timeouts);
  }
}
