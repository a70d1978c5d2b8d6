package com.hypermindlabs.understudy.assistant.model;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.time.Duration;

/** Gives LangChain4j the one exchange that it is to use; time is the exchange's own affair. */
record ExchangeBuilder(Exchange exchange) implements HttpClientBuilder {
  private static final Duration UNUSED = Duration.ofDays(1);

  @Override
  public Duration connectTimeout() {
    return UNUSED;
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    return this;
  }

  @Override
  public Duration readTimeout() {
    return UNUSED;
  }

  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    return this;
  }

  @Override
  public HttpClient build() {
    return exchange;
  }
}
